package org.gatehouse.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Connections to an [EchoAtHost] from a host of its own, from any of the addresses that are local there; does what it
/// is told on its standard input, a line each.
final class SocketsAtHost {
    private static final int TIMEOUT_MILLIS = 100_000;
    private final Map<String, Socket> sockets = new HashMap<>();

    private SocketsAtHost() {}

    public static void main(String[] arguments) throws IOException {
        var sockets = new SocketsAtHost();
        System.out.println("ready");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(sockets.obey(line.split(" ")));
        }
    }

    /// `open NAME FROM TO PORT`, `ask FROM TO PORT`, `say NAME WORD`, `hear NAME`, `close NAME`.
    private String obey(String[] words) {
        try {
            switch (words[0]) {
                case "open" -> {
                    Socket socket = connect(words[2], words[3], words[4]);
                    sockets.put(words[1], socket);
                    return line(socket);
                }
                case "ask" -> {
                    try (Socket socket = connect(words[1], words[2], words[3])) {
                        return line(socket);
                    }
                }
                case "say" -> {
                    Socket socket = sockets.get(words[1]);
                    socket.getOutputStream().write((words[2] + "\n").getBytes(StandardCharsets.UTF_8));
                    return line(socket);
                }
                case "hear" -> {
                    return line(sockets.get(words[1]));
                }
                case "close" -> {
                    sockets.remove(words[1]).close();
                    return "closed";
                }
                default -> throw new IllegalArgumentException(words[0]);
            }
        } catch (IOException failed) {
            return "failed " + failed.getMessage();
        }
    }

    private static Socket connect(String from, String to, String port) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), Integer.parseInt(port)), TIMEOUT_MILLIS);
        return socket;
    }

    /// Byte by byte: nothing of the next line may be taken along.
    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int octet = socket.getInputStream().read(); octet != '\n'; octet = socket.getInputStream().read()) {
            if (octet < 0) {
                throw new IOException("ended after '" + line + "'");
            }
            line.append((char) octet);
        }
        return line.toString();
    }
}
