package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gatehouse.server.demo.Endpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole process dies by SIGKILL while clients save; what was acknowledged is there at the next start.
class KilledProcessTest {
    private static final long SEED = 20_261_122;
    private static final int WRITERS = 3;
    private static final int SECONDS_MAX = 60;

    @TempDir
    private Path folder;

    @Test
    void acknowledgedMessagesOutliveTheProcess() throws Exception {
        int killAfter = 20 + new Random(SEED).nextInt(60);
        List<String> saved;
        List<Endpoints.User> users;
        try (RunningDemo first = RunningDemo.start(RunningDemo.Form.FREE, folder)) {
            users = first.endpoints().users();
            saved = saveUntilKilled(first, killAfter);
        }
        assertThat(saved).hasSizeGreaterThanOrEqualTo(killAfter)
                .allMatch(line -> line.matches("saved [0-9a-f]+ kept .*"));
        Path lines = folder.resolve("saved.txt");
        Files.write(lines, saved);
        try (RunningDemo second = RunningDemo.start(RunningDemo.Form.FREE, folder)) {
            assertThat(second.endpoints().users()).as("accounts and passwords are as before").isEqualTo(users);
            assertThat(second.told()).contains("DB-Early is there from an earlier start.")
                    .doesNotContain("New-Mailbox ").doesNotContain(" letters through ");
            Finished found = found(second, lines);
            assertThat(found.status()).as(found.output()).isZero();
            assertThat(found.output()).contains("found " + saved.size());
        }
    }

    /// What the writers were told is saved, up to the last line they printed.
    private static List<String> saveUntilKilled(RunningDemo demo, int killAfter)
            throws IOException, InterruptedException {
        Process writers = demo.script("saver.py", "save", Integer.toString(WRITERS)).redirectErrorStream(true).start();
        var saved = new ArrayList<String>();
        var other = new ArrayList<String>();
        try (BufferedReader said = writers.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                (line.startsWith("saved ") ? saved : other).add(line);
                if (saved.size() == killAfter && line.startsWith("saved ")) {
                    demo.kill();
                }
            }
            assertThat(writers.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(saved.size()).as(String.join("\n", other)).isGreaterThanOrEqualTo(killAfter);
            return saved;
        } finally {
            writers.destroyForcibly();
        }
    }

    private static Finished found(RunningDemo demo, Path lines) throws IOException, InterruptedException {
        return Finished.of(demo.script("saver.py", "find").redirectInput(lines.toFile()));
    }
}
