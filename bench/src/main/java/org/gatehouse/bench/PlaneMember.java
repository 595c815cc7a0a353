package org.gatehouse.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.function.Predicate;
import org.gatehouse.server.edge.ProxyPreamble;

/// A member that answers requests of one size by answers of another, as a client says at first; in a process of its
/// own.
final class PlaneMember {
    private static final int SIZE_MAX = 4 << 20;

    private PlaneMember() {}

    /// @param arguments the port, and from where connections begin with a PROXY header
    public static void main(String[] arguments) throws IOException {
        List<InetAddress> balancers = List.of(arguments).subList(1, arguments.length).stream()
                .map(InetAddress::ofLiteral).toList();
        var acceptor = new ServerSocket(Integer.parseInt(arguments[0]), 200);
        Thread.ofPlatform().daemon().start(() -> accept(acceptor, balancers::contains));
        System.out.println("ready");
        while (Child.commands().readLine() != null) {
            System.out.println("done");
        }
    }

    private static void accept(ServerSocket acceptor, Predicate<InetAddress> balancers) {
        while (true) {
            try {
                Socket socket = acceptor.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket, new ProxyPreamble(balancers)));
            } catch (IOException gone) {
                return;
            }
        }
    }

    private static void serve(Socket socket, ProxyPreamble preamble) {
        try (socket) {
            socket.setTcpNoDelay(true);
            preamble.read(socket, socket.getInputStream());
            var in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            byte[] request = new byte[Math.min(in.readInt(), SIZE_MAX)];
            byte[] answer = new byte[Math.min(in.readInt(), SIZE_MAX)];
            while (true) {
                in.readFully(request);
                out.write(answer);
            }
        } catch (IOException gone) {
            return; // clients come and go
        }
    }
}
