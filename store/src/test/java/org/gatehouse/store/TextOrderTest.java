package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.Value;
import org.junit.jupiter.api.Test;

class TextOrderTest {
    private static final int ENGLISH = 0x0409;
    private static final int GERMAN = 0x0407;
    private static final int SWEDISH = 0x041d;
    private static final int DANISH = 0x0406;
    private static final int CZECH = 0x0405;

    private static List<String> sorted(int locale, String... texts) {
        TextOrder order = TextOrder.of(locale);
        return new ArrayList<>(List.of(texts)).stream().sorted(Comparator.comparing(text ->
                Objects.requireNonNull(order.place(ValueOrder.folded(text))))).toList();
    }

    /// The alphabets as grammars have them: å ä ö end the Swedish one, æ ø å the Danish; ch follows h in Czech.
    @Test
    void eachLanguageHasItsAlphabet() {
        assertThat(sorted(ENGLISH, "zoo", "örn", "ärla", "orm", "ål", "Alm")).containsExactly("ål", "Alm", "ärla",
                "orm", "örn", "zoo");
        assertThat(sorted(SWEDISH, "örn", "ärla", "zoo", "orm", "ål", "Alm")).containsExactly("Alm", "orm", "zoo",
                "ål", "ärla", "örn");
        assertThat(sorted(DANISH, "ål", "zoo", "æble", "øl", "Alm"))
                .containsExactly("Alm", "zoo", "æble", "øl", "ål");
        assertThat(sorted(CZECH, "chata", "cena", "hora", "ikona")).containsExactly("cena", "hora", "chata", "ikona");
        assertThat(sorted(GERMAN, "Öl", "ost", "oktober")).containsExactly("oktober", "Öl", "ost");
    }

    @Test
    void aSpaceComesBeforeLettersAndHyphensHardlyCount() {
        assertThat(sorted(ENGLISH, "Anna Abe", "Ann Zoe", "coop", "co-op", "cooper", "10", "!"))
                .containsExactly("!", "10", "Ann Zoe", "Anna Abe", "coop", "co-op", "cooper");
    }

    @Test
    void textsAreOneOnlyWhenTheirFoldedFormsAre() {
        TextOrder order = TextOrder.of(ENGLISH);
        assertThat(sorted(ENGLISH, "B", "b", "a")).containsExactly("a", "B", "b");
        // Composed and decomposed: one place in the alphabet, yet two texts.
        assertThat(order.place("\u00f6")).isNotEqualTo(order.place("o\u0308"));
        assertThat(sorted(ENGLISH, "o\u0308z", "\u00f6a", "o\u0308b")).containsExactly("\u00f6a", "o\u0308b",
                "o\u0308z");
        var composed = new Value.Text("\u00f6");
        var decomposed = new Value.Text("o\u0308");
        assertThat(order.compare(Operator.LESS, composed, decomposed).getAsInt()).isPositive();
        assertThat(order.compare(Operator.LESS, new Value.Text("Ab"), new Value.Text("aB"))).hasValue(0);
        assertThat(order.compare(Operator.LESS, composed, new Value.Text("p")).getAsInt()).isNegative();
        assertThat(TextOrder.PLAIN.compare(Operator.LESS, composed, new Value.Text("p")).getAsInt()).isPositive();
    }

    @Test
    void everyLocaleHasAnOrderAndLocalesOfOneOrderShareIt() {
        for (int locale = 0; locale < 0x10000; locale += 0x3f) {
            assertThat(TextOrder.of(locale).isPlain()).isFalse();
        }
        for (int language = 0; language < 0x400; language++) {
            assertThat(TextOrder.of(0x400 | language).place("a")).isNotNull();
        }
        assertThat(TextOrder.of(0x0409)).isSameAs(TextOrder.of(0x0809)).isSameAs(TextOrder.of(GERMAN));
        assertThat(TextOrder.of(0x0404)).as("Taiwan").isNotSameAs(TextOrder.of(0x0804));
    }
}
