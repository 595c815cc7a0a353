package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.gatehouse.server.edge.ProxyPreamble;

/// A member that only echoes what comes behind the balancer's PROXY header, in a process of its own.
final class EchoServer {
    private static final int BUFFER_SIZE = 32 * 1024;

    private EchoServer() {}

    /// @param arguments address and port, and the balancer's address
    public static void main(String[] arguments) throws IOException {
        var preamble = new ProxyPreamble(InetAddress.getByName(arguments[2])::equals);
        var acceptor = new ServerSocket();
        acceptor.setReuseAddress(true);
        acceptor.bind(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
        Thread.ofPlatform().daemon().start(() -> accept(acceptor, preamble));
        System.out.println("ready");
        BufferedReader commands = Child.commands();
        while (commands.readLine() != null) {
            System.out.println("done");
        }
    }

    private static void accept(ServerSocket acceptor, ProxyPreamble preamble) {
        while (true) {
            try {
                Socket socket = acceptor.accept();
                Thread.ofPlatform().daemon().start(() -> echo(socket, preamble));
            } catch (IOException gone) {
                return;
            }
        }
    }

    private static void echo(Socket socket, ProxyPreamble preamble) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            preamble.read(socket, in);
            byte[] buffer = new byte[BUFFER_SIZE];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                socket.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException gone) {
            return; // clients come and go
        }
    }
}
