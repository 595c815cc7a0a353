package org.gatehouse.server.edge;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.gatehouse.edge.dns.DnsResponder;
import org.gatehouse.edge.dns.DnsResponder.Transport;
import org.gatehouse.wire.ByteWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves DNS on UDP and TCP of one address and port (RFC 1035 4.2, RFC 7766). [DnsResponder] answers.
public final class DnsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int DATAGRAM_SIZE_MAX = 4096;
    private static final int BACKLOG = 128;
    private static final int FREE_PORT_ATTEMPTS_MAX = 20;
    /// After a failed accept, mostly for want of file descriptors.
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(50);

    private final DnsResponder responder;
    private final Limits limits;
    private final DatagramSocket datagrams;
    private final ServerSocket listener;
    private final Semaphore answering;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;

    /// Bounds of a DNS server.
    ///
    /// @param answersMax datagrams answered at the same time; more are dropped, and their senders ask again
    /// @param connectionsMax TCP connections; more are closed at once
    /// @param connectionIdleMax how long a TCP connection may take for its next whole message
    public record Limits(int answersMax, int connectionsMax, Duration connectionIdleMax) {
        public static final Limits DEFAULT = new Limits(256, 256, Duration.ofSeconds(10));
    }

    private DnsServer(DnsResponder responder, Limits limits, DatagramSocket datagrams, ServerSocket listener) {
        this.responder = responder;
        this.limits = limits;
        this.datagrams = datagrams;
        this.listener = listener;
        this.answering = new Semaphore(limits.answersMax());
    }

    /// Binds and starts to serve.
    ///
    /// @param address port 0 takes any that is free for both transports
    /// @throws IOException when the address cannot be bound; the message names it
    public static DnsServer open(InetSocketAddress address, DnsResponder responder, Limits limits)
            throws IOException {
        for (int attempt = 1;; attempt++) {
            var listener = new ServerSocket();
            try {
                listener.setReuseAddress(true);
                listener.bind(address, BACKLOG);
                var datagrams = new DatagramSocket(new InetSocketAddress(address.getAddress(),
                        listener.getLocalPort()));
                var server = new DnsServer(responder, limits, datagrams, listener);
                Thread.ofVirtual().name("dns-udp").start(server::receive);
                Thread.ofVirtual().name("dns-tcp").start(server::accept);
                return server;
            } catch (SocketException failure) {
                listener.close();
                boolean otherPort = address.getPort() == 0 && failure instanceof BindException;
                if (!otherPort || attempt == FREE_PORT_ATTEMPTS_MAX) {
                    throw new IOException("cannot serve DNS on " + address.getAddress().getHostAddress() + " port "
                            + address.getPort() + ": " + failure.getMessage()
                            + ". Stop what uses it, or configure another.", failure);
                }
            }
        }
    }

    /// The address in use, with the real port.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void receive() {
        byte[] buffer = new byte[DATAGRAM_SIZE_MAX];
        while (open) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                datagrams.receive(packet);
                if (answering.tryAcquire()) {
                    byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
                    var sender = (InetSocketAddress) packet.getSocketAddress();
                    Thread.ofVirtual().name("dns-answer").start(() -> answer(query, sender));
                }
            } catch (IOException failure) {
                if (open) {
                    LOG.warn("receiving on {} failed: {}", address(), failure.getMessage());
                }
            }
        }
    }

    private void answer(byte[] query, InetSocketAddress sender) {
        try {
            Optional<byte[]> answer = responder.answer(query, Transport.UDP);
            if (answer.isPresent() && sender.getPort() != 0) {
                datagrams.send(new DatagramPacket(answer.get(), answer.get().length, sender));
            }
        } catch (IOException failure) {
            LOG.debug("answering {} failed: {}", sender, failure.getMessage());
        } catch (RuntimeException failure) {
            LOG.error("answering {} failed", sender, failure);
        } finally {
            answering.release();
        }
    }

    private void accept() {
        while (open) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                if (open && connections.size() <= limits.connectionsMax()) {
                    Thread.ofVirtual().name("dns-connection").start(() -> serve(socket));
                } else {
                    connections.remove(socket);
                    socket.close();
                }
            } catch (IOException failure) {
                if (open) {
                    LOG.warn("accepting on {} failed: {}", address(), failure.getMessage());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(ACCEPT_PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            open = false;
        }
    }

    /// Answers one message after the other; each has to be whole in time, so a peer that drips bytes is cut.
    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(socket.getInputStream());
            while (open) {
                byte[] query = message(socket, in);
                Optional<byte[]> answer = responder.answer(query, Transport.TCP);
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(new ByteWriter(answer.get().length + 2)
                        .u16BigEndian(answer.get().length).bytes(answer.get()).toArray());
            }
        } catch (IOException ended) {
            LOG.debug("DNS connection of {} ended: {}", socket.getRemoteSocketAddress(), ended.getMessage());
        } catch (RuntimeException failure) {
            LOG.error("DNS connection of {} failed", socket.getRemoteSocketAddress(), failure);
        } finally {
            connections.remove(socket);
        }
    }

    private byte[] message(Socket socket, DataInputStream in) throws IOException {
        long end = System.nanoTime() + limits.connectionIdleMax().toNanos();
        byte[] length = exactly(socket, in, 2, end);
        return exactly(socket, in, (length[0] & 0xff) << 8 | length[1] & 0xff, end);
    }

    private static byte[] exactly(Socket socket, DataInputStream in, int count, long end) throws IOException {
        byte[] bytes = new byte[count];
        int have = 0;
        while (have < count) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new java.net.SocketTimeoutException("no whole message in time");
            }
            socket.setSoTimeout((int) left);
            int more = in.read(bytes, have, count - have);
            if (more < 0) {
                throw new EOFException("peer left");
            }
            have += more;
        }
        return bytes;
    }

    @Override
    public void close() {
        open = false;
        datagrams.close();
        try {
            listener.close();
            for (Socket socket : connections) {
                socket.close();
            }
        } catch (IOException failure) {
            LOG.debug("closing a socket failed", failure);
        }
    }
}
