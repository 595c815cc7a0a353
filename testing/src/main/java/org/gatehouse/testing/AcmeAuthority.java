package org.gatehouse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/// A certificate authority of its own that speaks ACME and validates challenges in earnest: Let's Encrypt's Pebble on
/// free ports of loopback, which knows every name as an address of loopback. Ends the test when it is not installed,
/// as [Outside] says.
public final class AcmeAuthority implements AutoCloseable {
    private static final String DEBIAN = "pebble";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int WAIT_SECONDS_MAX = 120;
    private final Path folder;
    private final List<Integer> ports;
    private final List<Process> processes = new ArrayList<>();
    private final Semaphore issued = new Semaphore(0);

    private AcmeAuthority(Path folder, List<Integer> ports) {
        this.folder = folder;
        this.ports = ports;
    }

    /// Where it is going to be: its addresses hold before [#start].
    ///
    /// @param folder empty; whoever gives it removes it
    public static AcmeAuthority in(Path folder) throws IOException, InterruptedException {
        Outside.program("pebble", DEBIAN);
        Process made = new ProcessBuilder(Outside.program("openssl", "openssl").toString(), "req", "-x509", "-newkey",
                "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "own.pem", "-days", "30", "-subj", "/CN=pebble",
                "-addext", "subjectAltName=IP:" + LOOPBACK).directory(folder.toFile()).redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertEquals(0, made.waitFor(), said);
        return new AcmeAuthority(folder, freePorts());
    }

    private static List<Integer> freePorts() throws IOException {
        var held = new ArrayList<ServerSocket>();
        try {
            for (int port = 0; port < 4; port++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /// The ACME directory.
    public URI directory() {
        return URI.create("https://" + LOOPBACK + ":" + ports.get(0) + "/dir");
    }

    /// By which its own server is known.
    public Path rootFile() {
        return folder.resolve("own.pem");
    }

    /// @param address what every name leads to
    /// @param tlsPort where it asks for `tls-alpn-01`, instead of port 443
    /// @param lifetime of its certificates
    public AcmeAuthority start(String address, int tlsPort, Duration lifetime) throws IOException {
        Files.writeString(folder.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "%1$s:%2$d", "managementListenAddress": "%1$s:%3$d",
                  "certificate": "own.pem", "privateKey": "key.pem", "httpPort": 1, "tlsPort": %4$d,
                  "certificateValidityPeriod": %5$d}}
                """.formatted(LOOPBACK, ports.get(0), ports.get(1), tlsPort, lifetime.toSeconds()));
        String names = LOOPBACK + ":" + ports.get(2);
        run("Starting management server", Outside.program("pebble-challtestsrv", DEBIAN).toString(), "-dns01", names,
                "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", LOOPBACK + ":" + ports.get(3),
                "-defaultIPv4", address, "-defaultIPv6", "");
        run("ACME directory available", Outside.program("pebble", DEBIAN).toString(), "-config", "pebble.json",
                "-dnsserver", names);
        return this;
    }

    private void run(String ready, String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_VA_ALWAYS_VALID", "0");
        builder.environment().put("PEBBLE_AUTHZREUSE", "0");
        Process process = builder.start();
        processes.add(process);
        var said = new ArrayList<String>();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.contains(ready)) {
                // A platform thread: reading a pipe holds the carrier of a virtual one.
                var _ = Thread.ofPlatform().daemon().start(() -> follow(lines));
                return;
            }
        }
        Assertions.fail(command[0] + " did not start: " + said);
    }

    private void follow(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("Issued certificate")) {
                    issued.release();
                }
            }
        } catch (IOException closed) {
            return; // with the process
        }
    }

    /// Waits until one certificate more than at the last call has been issued.
    public void awaitIssued() throws InterruptedException {
        Assertions.assertTrue(issued.tryAcquire(WAIT_SECONDS_MAX, TimeUnit.SECONDS), "no certificate was ordered");
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
