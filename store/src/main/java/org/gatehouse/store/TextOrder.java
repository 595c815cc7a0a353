package org.gatehouse.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Collator;
import java.text.ParseException;
import java.text.RuleBasedCollator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// How texts follow one another in a table: as a language has it ([MS-OXCSTOR] 2.2.2.1.1.14), or by their characters
/// where no language was named. Texts are one only where their folded forms are ([ValueOrder#folded]), whatever the
/// language: those that it puts at one place follow one another by their characters.
final class TextOrder {
    static final TextOrder PLAIN = new TextOrder(null);
    private static final int LANGUAGE_BITS = 0x3ff;
    private static final int CHINESE = 0x04;
    /// Taiwan, Hong Kong and Macao.
    private static final List<Integer> TRADITIONAL = List.of(0x0404, 0x0c04, 0x1404, 0x7c04);
    /// By the primary language of [MS-LCID] 2.2; others have the order that most share.
    private static final Map<Integer, String> LANGUAGES = Map.ofEntries(Map.entry(0x01, "ar"), Map.entry(0x02, "bg"),
            Map.entry(0x03, "ca"), Map.entry(CHINESE, "zh"), Map.entry(0x05, "cs"), Map.entry(0x06, "da"),
            Map.entry(0x08, "el"), Map.entry(0x0a, "es"), Map.entry(0x0b, "fi"), Map.entry(0x0c, "fr"),
            Map.entry(0x0d, "he"), Map.entry(0x0e, "hu"), Map.entry(0x0f, "is"), Map.entry(0x11, "ja"),
            Map.entry(0x12, "ko"), Map.entry(0x14, "no"), Map.entry(0x15, "pl"), Map.entry(0x18, "ro"),
            Map.entry(0x19, "ru"), Map.entry(0x1a, "hr"), Map.entry(0x1b, "sk"), Map.entry(0x1c, "sq"),
            Map.entry(0x1d, "sv"), Map.entry(0x1e, "th"), Map.entry(0x1f, "tr"), Map.entry(0x22, "uk"),
            Map.entry(0x23, "be"), Map.entry(0x24, "sl"), Map.entry(0x25, "et"), Map.entry(0x26, "lv"),
            Map.entry(0x27, "lt"), Map.entry(0x2a, "vi"), Map.entry(0x2f, "mk"), Map.entry(0x39, "hi"));
    /// Java's rules look past a space, with which "Ann Zoe" would follow "Anna Abe": here it is the first of symbols,
    /// behind the hyphens, which are looked past as in Windows.
    private static final String SPACE_FIRST = "&\u2212<' '";
    private static final Map<String, TextOrder> KNOWN = new ConcurrentHashMap<>();

    private final @Nullable RuleBasedCollator language;

    private TextOrder(@Nullable RuleBasedCollator language) {
        this.language = language;
    }

    /// One and the same object for locales with one order.
    ///
    /// @param locale an [MS-LCID] number
    static TextOrder of(int locale) {
        String tag = TRADITIONAL.contains(locale & 0xffff) ? "zh-TW"
                : LANGUAGES.getOrDefault(locale & LANGUAGE_BITS, "");
        return KNOWN.computeIfAbsent(tag, each -> new TextOrder(collator(Locale.forLanguageTag(each))));
    }

    private static RuleBasedCollator collator(Locale locale) {
        if (!(Collator.getInstance(locale) instanceof RuleBasedCollator given)) {
            throw new IllegalStateException("no rules to sort by for " + locale);
        }
        try {
            var rules = new RuleBasedCollator(given.getRules() + SPACE_FIRST);
            rules.setStrength(Collator.SECONDARY);
            rules.setDecomposition(Collator.CANONICAL_DECOMPOSITION);
            return rules;
        } catch (ParseException impossible) {
            throw new IllegalStateException("rules to sort by for " + locale, impossible);
        }
    }

    boolean isPlain() {
        return language == null;
    }

    /// The place of a folded text among others, as bytes to compare; null where the characters decide.
    @Nullable Bytes place(String folded) {
        if (language == null) {
            return null;
        }
        byte[] place = language.getCollationKey(folded).toByteArray();
        byte[] text = folded.getBytes(StandardCharsets.UTF_16BE);
        // The pair of zeros is less than all that a longer key goes on with.
        return Bytes.wrap(ByteBuffer.allocate(place.length + Character.BYTES + text.length).put(place).putChar('\0')
                .put(text).array());
    }

    /// For restrictions: the language decides what is before and what behind, and nothing else.
    OptionalInt compare(Operator operator, Value left, Value right) {
        return switch (operator) {
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> language != null
                    && left instanceof Value.Text(String a) && right instanceof Value.Text(String b)
                    ? OptionalInt.of(compare(language, ValueOrder.folded(a), ValueOrder.folded(b)))
                    : ValueOrder.compare(left, right);
            case EQUAL, NOT_EQUAL, MATCHES, MEMBER_OF -> ValueOrder.compare(left, right);
        };
    }

    private static int compare(RuleBasedCollator language, String left, String right) {
        int order = language.compare(left, right);
        return order != 0 ? order : left.compareTo(right);
    }
}
