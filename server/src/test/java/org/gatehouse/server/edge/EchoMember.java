package org.gatehouse.server.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.edge.balancer.Member;

/// Says who connected, then sends back what comes; or the other way round.
final class EchoMember {
    static volatile boolean greets = true;
    private static final Set<InetAddress> TRUSTED = Set.of(InetAddress.ofLiteral("127.0.1.10"),
            InetAddress.ofLiteral("127.0.1.19"));
    private static final Map<String, EchoMember> ALIVE = new ConcurrentHashMap<>();
    final String name;
    final InetAddress address;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Thread accepting;
    private volatile boolean dead;

    EchoMember(String name, InetAddress address, int port) throws IOException {
        this.name = name;
        this.address = address;
        this.listener = new ServerSocket(port, 50, address);
        ALIVE.put(name, this);
        this.accepting = Thread.ofVirtual().start(this::accept);
    }

    static void probe(Member member) throws IOException {
        EchoMember echo = ALIVE.get(member.name());
        if (echo == null) {
            throw new ConnectException("gone");
        }
        new Socket(echo.address, echo.port()).close();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!dead) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                if (dead) {
                    end(socket, true);
                }
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = socket.getInputStream();
            var peers = new ProxyPreamble(TRUSTED::contains)
                    .read(socket, in);
            if (!greets) {
                socket.getOutputStream().write(in.readNBytes(24));
            }
            socket.getOutputStream().write((name + " " + peers.client().toString().replace("/", "") + " -> "
                    + peers.server().toString().replace("/", "") + "\n").getBytes(US_ASCII));
            in.transferTo(socket.getOutputStream());
        } catch (IOException ended) {
            sockets.remove(socket);
        }
    }

    /// Ends all connections in good order.
    void hangUp() {
        sockets.forEach(socket -> end(socket, false));
    }

    void die() {
        dead = true;
        try {
            listener.close();
            // A listening socket takes connections until the thread that accepts has left it.
            accepting.join();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        sockets.forEach(socket -> end(socket, true));
    }

    private static void end(Socket socket, boolean cut) {
        try {
            socket.setSoLinger(cut, 0);
            socket.close();
        } catch (IOException closed) {
            assertThat(socket.isClosed()).isTrue();
        }
    }
}
