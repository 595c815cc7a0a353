package org.gatehouse.conformance.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `gatehouse serve` in a process of its own, ready to be used.
final class ServedNode implements AutoCloseable {
    private final Process process;
    private final Path data;

    private ServedNode(Process process, Path data) {
        this.process = process;
        this.data = data;
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
        var said = new ArrayList<String>();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.contains(" is ready")) {
                return new ServedNode(process, data);
            }
        }
        throw new AssertionError("not ready: " + said + "\n" + Files.readString(errors));
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
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
