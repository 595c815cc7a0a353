package org.gatehouse.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A member at a host of its own that says its name and who the client is to everybody, and echoes lines. What it reads
/// on its standard input, a line each, it says to everybody who is there.
final class EchoAtHost {
    private static final Set<Socket> CLIENTS = ConcurrentHashMap.newKeySet();

    private EchoAtHost() {}

    /// @param arguments its name, its ports with commas between, and its addresses
    public static void main(String[] arguments) throws IOException {
        for (String address : List.of(arguments).subList(2, arguments.length)) {
            for (String port : arguments[1].split(",")) {
                var acceptor = new ServerSocket();
                acceptor.bind(new InetSocketAddress(InetAddress.ofLiteral(address), Integer.parseInt(port)), 1000);
                Thread.ofPlatform().start(() -> accept(arguments[0], acceptor));
            }
        }
        System.out.println("ready");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            for (Socket client : CLIENTS) {
                client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            System.out.println("said");
        }
    }

    private static void accept(String name, ServerSocket acceptor) {
        while (true) {
            try {
                Socket client = acceptor.accept();
                Thread.ofVirtual().start(() -> serve(name, client));
            } catch (IOException over) {
                return;
            }
        }
    }

    private static void serve(String name, Socket client) {
        try (client) {
            CLIENTS.add(client);
            var out = client.getOutputStream();
            out.write((name + " " + client.getInetAddress().getHostAddress() + "\n").getBytes(StandardCharsets.UTF_8));
            var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            return; // clients come and go
        } finally {
            CLIENTS.remove(client);
        }
    }
}
