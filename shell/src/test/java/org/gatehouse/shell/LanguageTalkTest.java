package org.gatehouse.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a PowerShell administrator types by habit, with all that is seen. `\n` in a conversation is a line end.
final class LanguageTalkTest {
    private static final String PROMPT = "PS> ";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"errors", "pipelines", "types", "words"})
    void theConversationIsAsWritten(String name) throws IOException {
        String expected;
        try (var in = Objects.requireNonNull(LanguageTalkTest.class.getResourceAsStream("/talk/" + name + ".talk"))) {
            expected = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        try (var world = new World(folder)) {
            var heard = new StringBuilder();
            for (String line : expected.lines().toList()) {
                if (line.startsWith(PROMPT)) {
                    heard.append(line).append('\n')
                            .append(world.run(line.substring(PROMPT.length()).replace("\\n", "\n")).text);
                } else if (line.startsWith("#")) {
                    heard.append(line).append('\n');
                }
            }
            if (!heard.toString().equals(expected)) {
                Files.writeString(Path.of("target", name + ".talk"), heard);
            }
            assertThat(heard.toString()).as("heard is in target/" + name + ".talk").isEqualTo(expected);
        }
    }
}
