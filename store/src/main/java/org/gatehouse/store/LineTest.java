package org.gatehouse.store;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Value;

/// A restriction as far as a folder's index can decide it: [#NO], [#MAYBE] for the message to be read, [#YES].
@FunctionalInterface
interface LineTest {
    int NO = 0;
    int MAYBE = 1;
    int YES = 2;

    int test(MessageLine line);

    /// @param text what is before and what behind
    static LineTest of(Restriction restriction, Charset codePage, TextOrder text) {
        return switch (restriction) {
            case Restriction.And(List<Restriction> parts) -> {
                List<LineTest> tests = parts.stream().map(part -> of(part, codePage, text)).toList();
                yield line -> {
                    int least = YES;
                    for (LineTest test : tests) {
                        least = Math.min(least, test.test(line));
                        if (least == NO) {
                            return NO;
                        }
                    }
                    return least;
                };
            }
            case Restriction.Or(List<Restriction> parts) -> {
                List<LineTest> tests = parts.stream().map(part -> of(part, codePage, text)).toList();
                yield line -> {
                    int most = NO;
                    for (LineTest test : tests) {
                        most = Math.max(most, test.test(line));
                        if (most == YES) {
                            return YES;
                        }
                    }
                    return most;
                };
            }
            case Restriction.Not(Restriction part) -> {
                LineTest test = of(part, codePage, text);
                yield line -> YES - test.test(line);
            }
            case Restriction.Comment comment -> comment.part().isEmpty() ? _ -> YES
                    : of(comment.part().getFirst(), codePage, text);
            case Restriction.Content content -> content(content, codePage);
            case Restriction.Property property -> property(property, codePage, text);
            case Restriction.Exist exist when MessageLine.bit(exist.property()) >= 0 -> line ->
                    switch (line.told(exist.property())) {
                        case MessageLine.Told.Present _ -> YES;
                        case MessageLine.Told.Absent _ -> NO;
                        case MessageLine.Told.Unsure _ -> MAYBE;
                    };
            case Restriction.BitMask mask when MessageLine.bit(mask.property()) >= 0 -> line ->
                    switch (line.told(mask.property())) {
                        case MessageLine.Told.Present(Value value) -> value instanceof Value.Int32(int bits)
                                && (bits & mask.mask()) == 0 == mask.isZero() ? YES : NO;
                        case MessageLine.Told.Absent _ -> NO;
                        case MessageLine.Told.Unsure _ -> MAYBE;
                    };
            case Restriction.Exist _, Restriction.BitMask _, Restriction.CompareProperties _, Restriction.Size _,
                 Restriction.SubObject _, Restriction.Count _ -> _ -> MAYBE;
        };
    }

    /// Whether the index decides some rows of it at all.
    static boolean helps(Restriction restriction) {
        return switch (restriction) {
            case Restriction.And(List<Restriction> parts) -> parts.stream().anyMatch(LineTest::helps);
            case Restriction.Or(List<Restriction> parts) -> parts.stream().allMatch(LineTest::helps);
            case Restriction.Not(Restriction part) -> helps(part);
            case Restriction.Comment comment -> comment.part().stream().allMatch(LineTest::helps);
            case Restriction.Content content -> MessageLine.bit(content.property()) > 0;
            case Restriction.Property property -> MessageLine.bit(property.property()) >= 0;
            case Restriction.Exist exist -> MessageLine.bit(exist.property()) >= 0;
            case Restriction.BitMask mask -> MessageLine.bit(mask.property()) >= 0;
            case Restriction.CompareProperties _, Restriction.Size _, Restriction.SubObject _,
                 Restriction.Count _ -> false;
        };
    }

    private static LineTest property(Restriction.Property property, Charset codePage, TextOrder text) {
        if (MessageLine.bit(property.property()) < 0) {
            return _ -> MAYBE;
        }
        Value constant = Cells.kept(property.constant(), codePage).value();
        return line -> switch (line.told(property.property())) {
            case MessageLine.Told.Present(Value value) -> {
                OptionalInt order = text.compare(property.operator(), value, constant);
                yield RowMatcher.holds(property.operator(), order) ? YES : NO;
            }
            case MessageLine.Told.Absent _ -> NO;
            case MessageLine.Told.Unsure _ -> MAYBE;
        };
    }

    /// The folded form of what a content restriction looks for, when it looks into a text that lines have.
    static Optional<String> wanted(Restriction.Content content, Charset codePage) {
        int bit = MessageLine.bit(content.property());
        boolean text = bit > 0 && bit <= MessageKeys.MESSAGE_CLASS;
        PropertyValue pattern = Cells.kept(content.pattern(), codePage);
        return text && pattern.value() instanceof Value.Text(String part) ? Optional.of(ValueOrder.folded(part))
                : Optional.empty();
    }

    /// Accents are looked through by the loose levels ([MS-OXCDATA] 2.12.4): where there may be some, a text that does
    /// not hold the pattern as it is may still meet it.
    private static LineTest content(Restriction.Content content, Charset codePage) {
        Optional<String> found = wanted(content, codePage);
        if (found.isEmpty()) {
            return _ -> MAYBE;
        }
        String part = found.get();
        PropertyTag tag = content.property();
        int bit = MessageLine.bit(tag);
        boolean accents = (content.fuzzyHigh() & (Restriction.Content.IGNORE_NON_SPACE | Restriction.Content.LOOSE))
                != 0;
        boolean folded = (content.fuzzyHigh() & (Restriction.Content.IGNORE_CASE | Restriction.Content.LOOSE)) != 0;
        boolean plain = isAscii(part);
        long pairs = accents && !plain || bit != MessageKeys.SUBJECT && bit != MessageKeys.NORMALIZED_SUBJECT ? 0
                : MessageLine.pairs(part);
        return line -> {
            if (!accents && (line.pairs() & pairs) != pairs && !line.keys().isUnsure(bit)) {
                return NO;
            }
            String text = line.text(tag);
            if (text == null) {
                return line.keys().isUnsure(bit) ? MAYBE : NO;
            }
            if (RowMatcher.contains(content.fuzzyLow(), text, part, 1)) {
                return folded && !accents || folded && plain && isAscii(text) ? YES : MAYBE;
            }
            return accents && !(plain && isAscii(text)) ? MAYBE : NO;
        };
    }

    private static boolean isAscii(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
