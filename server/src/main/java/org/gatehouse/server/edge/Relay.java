package org.gatehouse.server.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.proxy.ProxyHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: finds its member, then two threads copy bytes, one each way.
///
/// When either side resets the connection the other is reset too; when one only stops sending, so does the other.
final class Relay implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int BUFFER_SIZE = 32 * 1024;

    private final BalancerServer server;
    private final long number;
    private final Socket client;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Socket member;
    private volatile boolean brokenByMember;
    /// The client stopped sending: that the member ends the connection then is nothing to look into.
    private volatile boolean clientDone;
    volatile long activeAt;

    /// What the balancer decided.
    sealed interface Order {
        record Connect(Member member) implements Order {}

        record GiveUp(String reason) implements Order {}
    }

    private enum From { CLIENT, MEMBER }

    Relay(BalancerServer server, long number, Socket client, long now) {
        this.server = server;
        this.number = number;
        this.client = client;
        this.activeAt = now;
    }

    void order(Order order) {
        orders.add(order);
    }

    /// Cuts both sides with a reset, from any thread.
    void reset() {
        over.set(true);
        cut(client);
        Socket other = member;
        if (other != null) {
            cut(other);
        }
        orders.add(new Order.GiveUp("reset"));
    }

    @Override
    public void run() {
        try {
            client.setTcpNoDelay(true);
            client.setKeepAlive(true);
            server.step(new Input.ConnectionArrived(number, client.getInetAddress()));
            Socket connected = connect();
            if (connected != null) {
                copyBothWays(connected);
                server.step(new Input.Ended(number, brokenByMember));
            }
        } catch (IOException failure) {
            LOG.debug("connection {} ended: {}", number, failure.getMessage());
            server.step(new Input.Ended(number, false));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            finish();
            server.forget(number);
        }
    }

    /// A plain close, so that bytes still under way arrive; a reset if either side was.
    private void finish() {
        Socket other = member;
        if (over.get() || other == null) {
            reset();
            return;
        }
        close(client);
        close(other);
    }

    /// Follows the balancer's orders until a member took the connection; null when nobody does.
    private @Nullable Socket connect() throws InterruptedException {
        while (true) {
            switch (orders.take()) {
                case Order.GiveUp(String reason) -> {
                    LOG.debug("connection {} of {} refused: {}", number, client.getInetAddress(), reason);
                    return null;
                }
                case Order.Connect(Member chosen) -> {
                    Socket socket = connect(chosen);
                    if (socket != null) {
                        return socket;
                    }
                    server.step(new Input.ConnectFailed(number));
                }
            }
        }
    }

    private @Nullable Socket connect(Member chosen) {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.bind(new InetSocketAddress(server.arrayAddress(), 0));
            socket.connect(new InetSocketAddress(chosen.address(), client.getLocalPort()),
                    (int) server.limits().connectTimeMax().toMillis());
            socket.getOutputStream().write(header());
        } catch (IOException failure) {
            LOG.info("{} does not take connection {} on port {}: {}", chosen.name(), number, client.getLocalPort(),
                    failure.getMessage());
            cut(socket);
            return null;
        }
        member = socket;
        if (over.get()) {
            cut(socket);
        }
        server.step(new Input.Connected(number));
        return socket;
    }

    private byte[] header() {
        return new ProxyHeader.Proxied((InetSocketAddress) client.getRemoteSocketAddress(),
                (InetSocketAddress) client.getLocalSocketAddress()).encode().toArray();
    }

    private void copyBothWays(Socket connected) throws InterruptedException {
        Thread back = Thread.ofVirtual().name("balancer-back").start(() -> copy(connected, client, From.MEMBER));
        copy(client, connected, From.CLIENT);
        back.join();
    }

    private void copy(Socket source, Socket target, From from) {
        byte[] buffer = new byte[BUFFER_SIZE];
        try {
            InputStream in = source.getInputStream();
            OutputStream out = target.getOutputStream();
            while (true) {
                int count = read(in, buffer, from);
                if (count < 0) {
                    break;
                }
                activeAt = server.now();
                write(out, buffer, count, from);
            }
            if (from == From.CLIENT) {
                clientDone = true;
            } else if (!clientDone) {
                server.step(new Input.MemberStopped(number));
            }
            target.shutdownOutput();
        } catch (IOException failure) {
            LOG.debug("connection {} broke: {}", number, failure.getMessage());
            if (brokenByMember) {
                // Told before the client learns of it and comes back.
                server.step(new Input.Ended(number, true));
            }
            reset();
        }
    }

    private int read(InputStream in, byte[] buffer, From from) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException failure) {
            blame(from == From.MEMBER);
            throw failure;
        }
    }

    private void write(OutputStream out, byte[] buffer, int count, From from) throws IOException {
        try {
            out.write(buffer, 0, count);
        } catch (IOException failure) {
            blame(from == From.CLIENT);
            throw failure;
        }
    }

    /// The first break tells who broke; what follows is our own reset.
    private void blame(boolean memberBroke) {
        if (!over.getAndSet(true)) {
            brokenByMember = memberBroke;
        }
    }

    private static void cut(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException failure) {
            LOG.debug("setting a socket up for its reset failed", failure);
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.debug("closing a socket failed", failure);
        }
    }
}
