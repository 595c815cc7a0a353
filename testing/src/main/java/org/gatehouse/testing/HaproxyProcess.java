package org.gatehouse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/// A real HAProxy with a configuration of ours. Ends the test when it is not installed, as [Outside] says.
public final class HaproxyProcess implements AutoCloseable {
    private static final int WAIT_SECONDS_MAX = 180;
    private static final String CLOSED = "";

    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private HaproxyProcess(Process process) {
        this.process = process;
        // A platform thread: reading a pipe holds the carrier of a virtual one.
        var _ = Thread.ofPlatform().daemon().start(this::follow);
    }

    private static String program() {
        return Outside.program("haproxy", "haproxy").toString();
    }

    /// What HAProxy thinks of a configuration: nothing, or its complaints.
    public static String check(Path file) throws IOException, InterruptedException {
        Process check = new ProcessBuilder(program(), "-c", "-f", file.toString()).redirectErrorStream(true)
                .start();
        String complaints = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean valid = check.waitFor() == 0;
        return valid && complaints.strip().equals("Configuration file is valid") ? "" : complaints;
    }

    /// Starts it and waits until it takes connections.
    ///
    /// @param listening one of its addresses
    public static HaproxyProcess start(Path file, InetSocketAddress listening) throws IOException {
        var started = new HaproxyProcess(new ProcessBuilder(List.of(program(), "-db", "-f", file.toString()))
                .redirectErrorStream(true).start());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
        while (!takesConnections(listening)) {
            if (System.nanoTime() > end || !started.process.isAlive()) {
                started.close();
                Assertions.fail("haproxy does not listen on " + listening + ": " + started.said);
            }
            Thread.onSpinWait();
        }
        return started;
    }

    private static boolean takesConnections(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void follow() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
            said.add(CLOSED);
        } catch (IOException gone) {
            said.add(CLOSED);
        }
    }

    /// Waits until it has said lines in which these are found since the last call, in whatever order.
    public void await(String... parts) throws InterruptedException {
        var missing = new ArrayList<>(List.of(parts));
        var before = new StringBuilder();
        while (!missing.isEmpty()) {
            String line = said.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            Assertions.assertTrue(line != null && !line.equals(CLOSED), "it never said " + missing + " but\n" + before);
            missing.removeIf(part -> Pattern.compile(part).matcher(line).find());
            before.append(line).append('\n');
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
