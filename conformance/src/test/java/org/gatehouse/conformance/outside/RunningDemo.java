package org.gatehouse.conformance.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.gatehouse.server.Main;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Outside;
import tools.jackson.databind.json.JsonMapper;

/// The demonstration in a process of its own, up after its tour, with the means to send programs of others to it.
final class RunningDemo implements AutoCloseable {
    /// A command for the shell, where throttling is not what is tested: clients of tests do at once what people do in
    /// a day, and on a slow machine all of it takes long.
    static final String UNTHROTTLED = "Get-ThrottlingPolicy | Set-ThrottlingPolicy -RCAPercentTimeInAD $null "
            + "-RCAPercentTimeInCAS $null -RCAPercentTimeInMailboxRPC $null; ";
    private static final String TOUR_HELD = "Every step held";
    private static final long SECONDS_MAX = 600;
    /// What a Java process ends with after SIGTERM and its shutdown hooks: 128 and the signal's number.
    private static final int TERMINATED = 143;

    /// Where the demonstration listens.
    enum Form {
        /// On free ports of this computer's loopback.
        FREE,
        /// On 135, 53 and 389 of a network namespace of its own, for programs that insist on them.
        STANDARD
    }

    private final Form form;
    private final Process process;
    private final Path data;
    private final Path scripts;
    private final Path errors;
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    private RunningDemo(Form form, Process process, Path data, Path scripts, Path errors) {
        this.form = form;
        this.process = process;
        this.data = data;
        this.scripts = scripts;
        this.errors = errors;
    }

    /// Starts the demonstration on a data folder and waits for the end of its tour.
    static RunningDemo start(Form form, Path folder) throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path errors = folder.resolve("errors.txt");
        var line = new ArrayList<String>();
        if (form == Form.STANDARD) {
            line.addAll(new Recording(folder).before());
        }
        line.addAll(gatehouse("demo", "--data", data.toString(), "--ports",
                form == Form.STANDARD ? "standard" : "free"));
        Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
        var demo = new RunningDemo(form, process, data, Scripts.unpack(folder.resolve("scripts")), errors);
        try {
            demo.awaitTour();
            new Recording(folder).finish();
            Finished lifted = Finished.of(new ProcessBuilder(gatehouse("shell", "--data", data.toString(), "-c",
                    UNTHROTTLED)));
            if (lifted.status() != 0) {
                throw new AssertionError(lifted.output());
            }
            return demo;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    /// The command line of our own program, as a child of the test's Java.
    static List<String> gatehouse(String... words) {
        var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        line.addAll(List.of(words));
        return line;
    }

    private void awaitTour() throws IOException, InterruptedException {
        var held = new CompletableFuture<Boolean>();
        // A platform thread: reading a pipe holds the carrier of a virtual one.
        var _ = Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said.add(line);
                    if (line.startsWith(TOUR_HELD)) {
                        held.complete(true);
                    }
                }
                held.complete(false);
            } catch (IOException broken) {
                held.completeExceptionally(broken);
            }
        });
        try {
            if (!held.get(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("the tour did not hold:\n" + told());
            }
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("the tour did not end:\n" + told(), failed);
        }
    }

    /// Everything the demonstration printed, for messages and for checks of the tour.
    String told() throws IOException {
        return String.join("\n", said) + "\n" + Files.readString(errors);
    }

    /// What `endpoints.json` says now.
    Endpoints endpoints() throws IOException {
        return JsonMapper.builder().build().readValue(Files.readString(endpointsFile()), Endpoints.class);
    }

    Path endpointsFile() {
        return data.resolve("endpoints.json");
    }

    Path data() {
        return data;
    }

    /// What went over the wire during the tour; of the one on standard ports only.
    Path tour() {
        return new Recording(errors.getParent()).file();
    }

    Endpoints.User user(String account) throws IOException {
        return endpoints().users().stream().filter(user -> user.account().equals(account)).findFirst().orElseThrow();
    }

    /// Makes a program's command line reach the demonstration, wherever it listens.
    List<String> here(List<String> command) {
        if (form == Form.FREE) {
            return command;
        }
        var line = new ArrayList<>(List.of(Outside.program("nsenter", "util-linux").toString(), "-t",
                Long.toString(process.pid()), "-n", "-U", "--preserve-credentials"));
        line.addAll(command);
        return line;
    }

    /// Runs a program to its end.
    Finished run(Path program, String... words) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(words));
        return Finished.of(new ProcessBuilder(here(line)));
    }

    /// The command line of a script of this package, which gets `endpoints.json` as its first word.
    ProcessBuilder script(String name, String... words) {
        Path python = Outside.python("impacket.dcerpc.v5.nspi", "python3-impacket");
        var line = new ArrayList<>(List.of(python.toString(), "-B", scripts.resolve(name).toString(),
                endpointsFile().toString()));
        line.addAll(List.of(words));
        return new ProcessBuilder(here(line));
    }

    /// Dies without a chance to tidy up.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Stops it as an administrator would, and insists on a clean end.
    @Override
    public void close() throws IOException {
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        if (!ended()) {
            process.destroyForcibly();
            throw new AssertionError("no end after SIGTERM:\n" + told());
        }
        String errorsThen = Files.readString(errors);
        if (process.exitValue() != TERMINATED || errorsThen.contains("Exception") || errorsThen.contains("ERROR")) {
            throw new AssertionError("not a clean end: status " + process.exitValue() + "\n" + errorsThen);
        }
    }

    private boolean ended() {
        try {
            return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Removes what a run left.
    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
