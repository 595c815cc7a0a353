package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that cannot be, and what is said of them.
final class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "a/b", "a\tb"})
    void aRefusalNamesTheCharactersThatCannotBe(String name) {
        assertThatThrownBy(() -> Names.requireObjectName("Name", name)).hasMessageContaining("-Name 'a")
                .hasMessageContaining("without slashes, backslashes or control characters");
    }
}
