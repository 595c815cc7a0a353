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
import org.gatehouse.testing.Mutations;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demonstration's tour is interrupted in the middle of its steps, again and again on one data folder; the next run
/// goes on, and the one that is let be ends well.
class InterruptedTourTest {
    private static final int SECONDS_MAX = 600;
    /// Lines after the heading of a step, at most: within it or in the next one.
    private static final int LINES_MAX = 6;
    /// How many interruptions one folder sees; all of them under `-Plong`.
    private static final int TIMES = Boolean.getBoolean("gatehouse.long") ? 6 : 2;
    private static final List<Interruption> INTERRUPTIONS = List.of(
            new Interruption("The array, its DNS record, and a database created after it", Signal.KILL),
            new Interruption("Mailboxes", Signal.INT),
            new Interruption("From one server to a balanced pair, while somebody writes", Signal.KILL),
            new Interruption("A server replaced by one of a different name", Signal.INT),
            new Interruption("The endpoint under a new name", Signal.TERM),
            new Interruption("A mailbox moves while its owner writes", Signal.KILL));

    @TempDir
    private Path folder;

    /// What a process is ended by, and its status then: 128 and the signal's number.
    private enum Signal {
        INT(130), KILL(137), TERM(143);

        private final int status;

        Signal(int status) {
            this.status = status;
        }
    }

    private record Interruption(String step, Signal signal) {}

    @Test
    void theNextRunGoesOnAndTheLastOneEndsWell() throws Exception {
        long seed = Mutations.seed();
        var random = new Random(seed);
        var left = new ArrayList<>(INTERRUPTIONS);
        while (left.size() > TIMES) {
            left.remove(random.nextInt(left.size()));
        }
        for (Interruption interruption : left) {
            int lines = random.nextInt(LINES_MAX);
            String when = "seed " + seed + ", " + interruption + " after " + lines + " lines";
            try (var tour = Tour.start(folder)) {
                assertThat(tour.reads("== " + interruption.step, lines)).as("%s:\n%s", when, tour.told()).isTrue();
                tour.send(interruption.signal);
                assertThat(tour.status()).as("%s:\n%s", when, tour.told()).isEqualTo(interruption.signal.status);
                assertThat(tour.errors()).as(when).doesNotContain("Exception", "ERROR", "bug");
            }
        }
        try (var tour = Tour.start(folder)) {
            assertThat(tour.status()).as(tour.told()).isZero();
            assertThat(tour.told()).contains("Every step held");
        }
    }

    /// The program, which ends after its tour.
    private record Tour(Process process, BufferedReader output, Path errorsFile, List<String> said)
            implements AutoCloseable {
        static Tour start(Path folder) throws IOException {
            Path errors = Files.createTempFile(folder, "errors-", ".txt");
            // Whoever is started in the background of a script is started with SIGINT ignored, and so are the tests.
            var line = new ArrayList<>(List.of(Outside.program("env", "coreutils").toString(),
                    "--default-signal=INT"));
            line.addAll(RunningDemo.gatehouse("demo", "--exit", "--data", folder.resolve("data").toString(), "--ports",
                    "free"));
            Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
            return new Tour(process, process.inputReader(StandardCharsets.UTF_8), errors, new ArrayList<>());
        }

        private boolean reads(String heading, int linesAfter) throws IOException {
            boolean found = false;
            int left = linesAfter;
            while (!found || left-- > 0) {
                String line = output.readLine();
                if (line == null) {
                    return false;
                }
                said.add(line);
                found = found || line.equals(heading);
            }
            return true;
        }

        private void send(Signal signal) throws IOException, InterruptedException {
            Finished sent = Finished.of(new ProcessBuilder(Outside.program("kill", "procps").toString(),
                    "-" + signal.name(), Long.toString(process.pid())));
            assertThat(sent.status()).as(sent.output()).isZero();
        }

        private int status() throws IOException, InterruptedException {
            output.lines().forEach(said::add);
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as(told()).isTrue();
            return process.exitValue();
        }

        private String errors() throws IOException {
            return Files.readString(errorsFile);
        }

        private String told() throws IOException {
            return String.join("\n", said) + "\n" + errors();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            output.close();
        }
    }
}
