package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Our own command line as other programs meet it: a process with words, a status and two streams.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class CommandLineTest {
    @TempDir
    private Path folder;

    @Test
    void shellRunsACommandOfTheDemonstration(RunningDemo demo) throws Exception {
        Finished shell = gatehouse("shell", "--data", demo.data().toString(), "-c",
                "Get-MailboxDatabase | fl Name,RpcClientAccessServer");
        assertThat(shell.status()).as(shell.output()).isZero();
        assertThat(shell.output().replaceAll(" +: ", "="))
                .contains("Name=DB-Main\nRpcClientAccessServer=outlook.gatehouse.test")
                .contains("Name=DB-Early\nRpcClientAccessServer=outlook.gatehouse.test")
                .contains("Name=DB-Branch\nRpcClientAccessServer=branch1.gatehouse.test");
    }

    @Test
    void commandsThatFailGiveOne(RunningDemo demo) throws Exception {
        Finished absent = gatehouse("shell", "--data", demo.data().toString(), "-c", "Get-MailboxDatabase Nowhere");
        assertThat(absent.status()).as(absent.output()).isEqualTo(1);
        assertThat(absent.output()).contains("Nowhere");
        Finished unknown = gatehouse("shell", "--data", demo.data().toString(), "-c", "Get-Nonsense");
        assertThat(unknown.status()).as(unknown.output()).isEqualTo(1);
        assertThat(unknown.output()).contains("Get-Nonsense").doesNotContain("\tat ");
    }

    @Test
    void wrongOptionsGiveTwo() throws Exception {
        Finished wrong = gatehouse("shell", "--date", "x");
        assertThat(wrong.status()).as(wrong.output()).isEqualTo(2);
        assertThat(wrong.output()).contains("--date", "--help");
    }

    @Test
    void everyCommandSaysHowItIsUsed() throws Exception {
        for (String command : List.of("demo", "serve", "shell")) {
            Finished help = gatehouse(command, "--help");
            assertThat(help.status()).as(help.output()).isZero();
            assertThat(help.output()).contains("usage: gatehouse", "gatehouse " + command).doesNotContain("unknown");
        }
    }

    @Test
    void aFolderWithoutAProcessIsSaidToBeOne() throws Exception {
        Finished shell = gatehouse("shell", "--data", folder.toString(), "-c", "Get-ADSite");
        assertThat(shell.status()).as(shell.output()).isEqualTo(1);
        assertThat(shell.output()).startsWith("gatehouse shell: ").contains(folder.toString())
                .doesNotContain("Exception");
        assertThat(shell.output().lines()).hasSize(1);
    }

    @Test
    void aSecondProcessOnTheSameFolderIsRefused(RunningDemo demo) throws Exception {
        Finished second = gatehouse("demo", "--exit", "--data", demo.data().toString(), "--ports", "free");
        assertThat(second.status()).as(second.output()).isNotZero();
        assertThat(second.output()).contains("directory.db is in use by process ").doesNotContain("\tat ");
    }

    @Test
    void aMisspeltConfigurationKeyIsNamedWithTheNearest() throws Exception {
        Path file = folder.resolve("gatehouse.toml");
        Files.writeString(file, "[node]\nname = \"NODE1\"\nroless = [\"directory\"]\n");
        Finished serve = gatehouse("serve", "--config", file.toString());
        assertThat(serve.status()).as(serve.output()).isEqualTo(78);
        assertThat(serve.output()).contains("node.roless: unknown key; did you mean node.roles?")
                .doesNotContain("\tat ");
    }

    private static Finished gatehouse(String... words) throws IOException, InterruptedException {
        return Finished.of(new ProcessBuilder(RunningDemo.gatehouse(words)));
    }
}
