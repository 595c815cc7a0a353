package org.gatehouse.conformance.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `gatehouse serve` in a process of its own, ready to be used.
final class ServedNode implements AutoCloseable {
    private static final long SECONDS_MAX = 600;

    private final Process process;
    private final Path data;
    private final Path errors;

    private ServedNode(Process process, Path data, Path errors) {
        this.process = process;
        this.data = data;
        this.errors = errors;
    }

    /// Part of a test.
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /// Starts a node in a folder and waits until it says that it is ready.
    ///
    /// @param address of loopback
    /// @param ports what stands under `[ports]`
    /// @param more further tables of the configuration file
    static ServedNode start(Path folder, String name, String address, String roles, String ports, String more)
            throws IOException {
        return start(folder, name, "HeadOffice", address, roles, ports, more);
    }

    static ServedNode start(Path folder, String name, String site, String address, String roles, String ports,
            String more) throws IOException {
        Path data = folder.resolve("data");
        Path file = Files.writeString(Files.createDirectories(folder).resolve("gatehouse.toml"), """
                [node]
                name = "%s"
                site = "%s"
                address = "%s"
                data = "%s"
                roles = [%s]
                [organization]
                domain = "corp.test"
                [ports]
                %s
                %s
                """.formatted(name, site, address, data, roles, ports, more));
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(RunningDemo.gatehouse("serve", "--config", file.toString()))
                .redirectError(errors.toFile()).start();
        var node = new ServedNode(process, data, errors);
        try {
            node.awaitReady();
            return node;
        } catch (IOException | RuntimeException | AssertionError failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    private void awaitReady() throws IOException {
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        var ready = new CompletableFuture<Boolean>();
        // A platform thread: reading a pipe holds the carrier of a virtual one. Reads to the end: a full pipe would
        // stop who writes to it.
        var _ = Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!ready.isDone()) {
                        said.add(line);
                    }
                    if (line.contains(" is ready")) {
                        ready.complete(true);
                    }
                }
                ready.complete(false);
            } catch (IOException broken) {
                ready.completeExceptionally(broken);
            }
        });
        try {
            if (ready.get(SECONDS_MAX, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failed) {
            said.add(failed.toString());
        }
        throw new AssertionError("not ready: " + said + "\n" + Files.readString(errors));
    }

    /// Does part of a test; when it fails, prints what this node has to say of it.
    void watched(Work work) throws Exception {
        try {
            work.run();
        } catch (Exception | AssertionError failed) {
            System.out.println(data.getParent().getFileName() + " when the test failed: "
                    + Evidence.of(process, List.of(data.resolve("logs/gatehouse.log"), errors)));
            throw failed;
        }
    }

    /// Lines for [ports], free at this moment on the address.
    static List<Integer> freePorts(String address, int count) throws IOException {
        var held = new ArrayList<ServerSocket>();
        try {
            for (int port = 0; port < count; port++) {
                held.add(new ServerSocket(0, 1, InetAddress.getByName(address)));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /// Gives a node the keys of another, as an administrator does.
    static void copyKeys(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    Path data() {
        return data;
    }

    /// Runs commands in the shell of this node.
    Finished shell(String commands) throws IOException, InterruptedException {
        return Finished.of(new ProcessBuilder(RunningDemo.gatehouse("shell", "--data", data.toString(), "-c",
                commands)));
    }

    /// Dies without a chance to tidy up.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                String evidence = Evidence.of(process, List.of(data.resolve("logs/gatehouse.log"), errors));
                process.destroyForcibly();
                throw new AssertionError("no end after SIGTERM: " + evidence);
            }
        } catch (IOException unseen) {
            process.destroyForcibly();
            throw new AssertionError("no end after SIGTERM", unseen);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
