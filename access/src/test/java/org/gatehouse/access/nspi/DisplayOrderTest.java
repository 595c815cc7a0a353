package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DisplayOrderTest {
    @Test
    void symbolsComeBeforeDigitsAndDigitsBeforeLetters() {
        assertThat(Stream.of("bob", "Ann", "_x", "9x", "\u00c4ndi", "~y")
                .sorted(Comparator.comparing(DisplayOrder::key)))
                .containsExactly("_x", "~y", "9x", "\u00c4ndi", "Ann", "bob");
    }

    @Test
    void caseAccentsWidthAndKanaTypeDoNotCount() {
        assertThat(DisplayOrder.key("\u00c9MILE")).isEqualTo(DisplayOrder.key("emile"));
        assertThat(DisplayOrder.key("\uff21\uff22")).isEqualTo(DisplayOrder.key("ab"));
        assertThat(DisplayOrder.key("\u30ab")).isEqualTo(DisplayOrder.key("\u304b"));
    }
}
