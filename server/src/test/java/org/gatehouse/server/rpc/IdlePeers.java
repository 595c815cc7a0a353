package org.gatehouse.server.rpc;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Connections on which nobody says a word, held open by a process of their own: with both ends in one, ten thousand of
/// them would be more files than a process may open.
final class IdlePeers implements AutoCloseable {
    private static final int PER_ADDRESS = 500;
    private static final String CONNECTED = "connected";

    private final Process process;

    private IdlePeers(Process process) {
        this.process = process;
    }

    /// Ready when all are connected. They come from several addresses of loopback, as from several computers.
    static IdlePeers connect(InetSocketAddress server, int count) throws IOException {
        Process process = new ProcessBuilder(java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), IdlePeers.class.getName(),
                server.getAddress().getHostAddress(), Integer.toString(server.getPort()), Integer.toString(count))
                .redirectErrorStream(true).start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        if (!CONNECTED.equals(line)) {
            process.destroyForcibly();
            throw new IOException("not all are connected: " + line);
        }
        return new IdlePeers(process);
    }

    /// Connects, says so, and holds everything until its standard input ends.
    public static void main(String[] words) throws IOException {
        var server = new InetSocketAddress(words[0], Integer.parseInt(words[1]));
        var held = new ArrayList<Socket>();
        for (int number = 0; number < Integer.parseInt(words[2]); number++) {
            var socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.2." + (1 + number / PER_ADDRESS)), 0));
            socket.connect(server);
            held.add(socket);
        }
        System.out.println(CONNECTED);
        int end = System.in.read();
        for (Socket socket : held) {
            socket.close();
        }
        System.exit(end < 0 ? 0 : 1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
