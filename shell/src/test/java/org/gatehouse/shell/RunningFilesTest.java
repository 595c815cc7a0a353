package org.gatehouse.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.shell.remoting.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a process may get of the files beside the shell.
final class RunningFilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Import-Csv x.csv | true", "gc x.csv | true", "(get-content x)[0] | true",
            "Get-Mailbox -Type Shared | false", "Set-Mailbox x -Note 'catalogue' | false", "Get-Mailbox | false"})
    void aFileIsSentOnlyToACommandThatReadsOne(String text, boolean sent) throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "content");
        var heard = new World.Transcript();
        Frame.Contents answer = new RunningFiles(text, heard).read(new Frame.Fetch(file.toString(), "", 10, 0));
        assertThat(answer.text().equals("content")).isEqualTo(sent);
        assertThat(heard.text.toString().contains("no command asked for")).isNotEqualTo(sent);
    }

    @Test
    void aLongFileComesInPartsThatMakeItWhole() throws IOException {
        String content = "x" + "\ud83d\ude80".repeat(150_000);
        Path file = Files.writeString(folder.resolve("long.txt"), content);
        var files = new RunningFiles("Get-Content long.txt", new World.Transcript());
        var whole = new StringBuilder();
        Frame.Contents part;
        int parts = 0;
        do {
            part = files.read(new Frame.Fetch(file.toString(), "", Integer.MAX_VALUE, whole.length()));
            whole.append(part.text());
            assertThat(Character.isHighSurrogate(whole.charAt(whole.length() - 1))).isFalse();
            parts++;
        } while (part.more());
        assertThat(whole.toString()).isEqualTo(content);
        assertThat(parts).isGreaterThan(2);
    }

    @Test
    void aFileThatIsTooLongIsReadInItsBeginningOnly() throws IOException {
        Path file = folder.resolve("log.txt");
        String line = "a line of a log that somebody has forgotten to rotate for years\n";
        Files.writeString(file, line.repeat(1 + org.gatehouse.shell.language.Limits.STRING_CHARS_MAX / line.length()));
        var files = new RunningFiles("cat log.txt", new World.Transcript());
        assertThat(files.read(new Frame.Fetch(file.toString(), "", Integer.MAX_VALUE, 0)).failure())
                .contains("more than", "-TotalCount");
        assertThat(files.read(new Frame.Fetch(file.toString(), "", 2, 0)).text()).isEqualTo(line + line);
    }
}
