package org.gatehouse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/// A program at a host of a [Network]: what it says is waited for line by line, what it reads is written line by line.
public final class HostProcess {
    private static final int WAIT_SECONDS_MAX = 300;
    private static final String ENDED = "(ended)";

    private final Process process;
    private final Path errors;
    private final Writer in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private HostProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        // A platform thread: reading a pipe holds the carrier of a virtual one.
        var _ = Thread.ofPlatform().daemon().start(this::follow);
    }

    /// @param errors where its other output goes, for the message when something goes wrong
    public static HostProcess start(Network network, String host, Path errors, String... command) throws IOException {
        return new HostProcess(network.start(host, ProcessBuilder.Redirect.to(errors.toFile()), command), errors);
    }

    /// A main class of this class path.
    public static HostProcess java(Network network, String host, Path errors, Class<?> main, String... arguments)
            throws IOException {
        return java(network, host, errors, List.of(), main, arguments);
    }

    /// The same, started by another command.
    public static HostProcess java(Network network, String host, Path errors, List<String> before, Class<?> main,
            String... arguments) throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(javaCommand(System.getProperty("java.class.path"), main, arguments));
        return start(network, host, errors, command.toArray(String[]::new));
    }

    /// How a main class is started.
    public static List<String> javaCommand(String classPath, Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-cp",
                classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private void follow() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
            lines.add(ENDED);
        } catch (IOException gone) {
            lines.add(ENDED);
        }
    }

    /// The next line that holds a text.
    public String await(String part) throws IOException, InterruptedException {
        return await(part, WAIT_SECONDS_MAX);
    }

    private String await(String part, int secondsMax) throws IOException, InterruptedException {
        var before = new StringBuilder();
        String line = lines.poll(secondsMax, TimeUnit.SECONDS);
        while (line != null && !line.equals(ENDED) && !line.contains(part)) {
            before.append(line).append('\n');
            line = lines.poll(secondsMax, TimeUnit.SECONDS);
        }
        Assertions.assertTrue(line != null && line.contains(part), "it never said '" + part + "' but\n" + before
                + Files.readString(errors));
        return line;
    }

    /// Says a line and gives the next one that comes back.
    public String ask(String line) throws IOException, InterruptedException {
        return ask(line, WAIT_SECONDS_MAX);
    }

    /// The same for an answer that takes its time.
    public String ask(String line, int secondsMax) throws IOException, InterruptedException {
        in.write(line + "\n");
        in.flush();
        return await("", secondsMax);
    }

    /// Dies without a chance to tidy up.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Ends in good order.
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /// Holds the process where it is, until it is let go on.
    public void hold() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException, InterruptedException {
        Assertions.assertEquals(0, new ProcessBuilder("kill", which, Long.toString(process.pid())).start().waitFor());
    }
}
