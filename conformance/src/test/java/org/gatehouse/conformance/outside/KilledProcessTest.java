package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole process dies by SIGKILL while clients save and send and an administrator changes the directory; what was
/// acknowledged is there at the next start, what was sent reaches its recipient once, again and again on the same data.
@Order(1)
class KilledProcessTest {
    private static final int WRITERS = 3;
    private static final int SECONDS_MAX = 300;
    private static final int MOMENTS = Boolean.getBoolean("gatehouse.long") ? 25 : 3;

    @TempDir
    private Path folder;
    private final List<String> saved = new ArrayList<>();
    private final List<String> made = new ArrayList<>();

    @Test
    void whatWasAcknowledgedOutlivesTheProcess() throws Exception {
        long seed = Mutations.seed();
        var random = new Random(seed);
        List<Endpoints.User> users;
        try (RunningDemo first = RunningDemo.start(RunningDemo.Form.FREE, folder)) {
            users = first.endpoints().users();
            changeUntilKilled(first, 0, random);
        }
        for (int moment = 1; moment <= MOMENTS; moment++) {
            try (RunningDemo next = RunningDemo.start(RunningDemo.Form.FREE, folder)) {
                assertThat(next.endpoints().users()).as("accounts and passwords are as before").isEqualTo(users);
                assertThat(next.told()).contains("DB-Early is there from an earlier start.")
                        .doesNotContain("New-Mailbox -Name \"Anna Berg\"").doesNotContain(" letters through ");
                everythingIsThere(next, "seed " + seed + " moment " + moment);
                if (moment < MOMENTS) {
                    changeUntilKilled(next, moment, random);
                }
            }
        }
    }

    private void everythingIsThere(RunningDemo demo, String when) throws IOException, InterruptedException {
        Path lines = Files.write(folder.resolve("saved.txt"), saved);
        Finished found = Finished.of(demo.script("saver.py", "find").redirectInput(lines.toFile()));
        assertThat(found.status()).as(when + ": " + found.output()).isZero();
        assertThat(found.output()).as(when).contains("found " + saved.size());
        Finished sites = Finished.of(shell(demo, "foreach ($site in (Get-ADSite)) { 'made ' + $site.Name }"));
        assertThat(sites.status()).as(when + ": " + sites.output()).isZero();
        assertThat(sites.output().lines()).as(when).containsAll(made);
    }

    private static ProcessBuilder shell(RunningDemo demo, String commands) {
        return new ProcessBuilder(RunningDemo.gatehouse("shell", "--data", demo.data().toString(), "-c", commands));
    }

    /// Runs writers and an administrator and kills the server at a moment that the seed chose.
    private void changeUntilKilled(RunningDemo demo, int moment, Random random)
            throws IOException, InterruptedException {
        var saves = new CountDownLatch(20 + random.nextInt(60));
        var posts = new CountDownLatch(2 + random.nextInt(20));
        var changes = new CountDownLatch(2 + random.nextInt(12));
        Teller writers = Teller.of(demo.script("saver.py", "save", Integer.toString(WRITERS)), "saved ", saves);
        Teller poster = Teller.of(demo.script("saver.py", "post", Integer.toString(moment)), "posted ", posts);
        Teller administrator = Teller.of(shell(demo, "foreach ($i in 1..2000) { $site = New-ADSite ('Kept-" + moment
                + "-' + $i); 'made ' + $site.Name }"), "made ", changes);
        try {
            boolean all = saves.await(SECONDS_MAX, TimeUnit.SECONDS) && posts.await(SECONDS_MAX, TimeUnit.SECONDS)
                    && changes.await(SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(all).as("%s %s %s", writers.other, poster.other, administrator.other).isTrue();
            demo.kill();
            saved.addAll(writers.end());
            saved.addAll(poster.end());
            made.addAll(administrator.end());
        } finally {
            writers.process.destroyForcibly();
            poster.process.destroyForcibly();
            administrator.process.destroyForcibly();
        }
        assertThat(saved).allMatch(line -> line.matches("(saved [0-9a-f]+ kept|posted 0 posted) .*"));
        assertThat(made).allMatch(line -> line.matches("made Kept-[0-9]+-[0-9]+"));
    }

    /// A program that prints a line for each thing it was told is done.
    private record Teller(Process process, Thread reader, List<String> done, List<String> other) {
        static Teller of(ProcessBuilder program, String mark, CountDownLatch enough) throws IOException {
            Process process = program.redirectErrorStream(true).start();
            var done = new ArrayList<String>();
            var other = new ArrayList<String>();
            // A platform thread: reading a pipe holds the carrier of a virtual one.
            Thread reader = Thread.ofPlatform().name("what a program tells").start(() -> {
                try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                    for (String line = said.readLine(); line != null; line = said.readLine()) {
                        if (line.startsWith(mark)) {
                            done.add(line);
                            enough.countDown();
                        } else if (!line.isBlank()) {
                            other.add(line);
                        }
                    }
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
            return new Teller(process, reader, done, other);
        }

        /// All that it was told, up to the last line it printed.
        List<String> end() throws InterruptedException {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            reader.join();
            return done;
        }
    }
}
