package org.gatehouse.server.rpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.gatehouse.dcerpc.association.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves an endpoint on one TCP port, IPv4 or IPv6.
///
/// Connections nobody has signed in on are held in bounds, per address and in all: at a bound the longest idle one
/// is cut rather than the new one refused, so a flood of idle connections never keeps a sign-in out.
public final class RpcListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcListener.class);
    private static final int BACKLOG = 1024;
    /// After a failed accept, mostly for want of file descriptors.
    private static final long ACCEPT_PAUSE_MILLIS = 50;
    /// How many idle strangers make room after that.
    private static final int CUT_AT_ONCE = 64;
    private static final long WARN_MILLIS = 10_000;
    private static final Duration CLOSING_MAX = Duration.ofSeconds(10);

    private final ServerSocket acceptor;
    private final Endpoint endpoint;
    private final RpcListenerLimits limits;
    private final ConnectionPreamble preamble;
    private final InstantSource clock;
    private final Set<RpcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Strangers strangers;
    private final Semaphore calls;
    private volatile @Nullable Thread acceptThread;
    private volatile boolean open = true;
    /// False once its thread has ended, whatever ended it.
    private volatile boolean accepting = true;
    private long warnedAt = Long.MIN_VALUE / 2;

    private RpcListener(ServerSocket acceptor, Endpoint endpoint, RpcListenerLimits limits,
            ConnectionPreamble preamble, InstantSource clock, Strangers strangers) {
        this.acceptor = acceptor;
        this.endpoint = endpoint;
        this.limits = limits;
        this.preamble = preamble;
        this.clock = clock;
        this.calls = new Semaphore(limits.callsInAllMax());
        this.strangers = strangers;
    }

    /// Binds and starts to serve.
    ///
    /// @param address port 0 takes any free one
    /// @throws IOException when the address cannot be bound; the message names it
    public static RpcListener open(InetSocketAddress address, Endpoint endpoint, RpcListenerLimits limits,
            ConnectionPreamble preamble, InstantSource clock) throws IOException {
        return open(address, endpoint, limits, preamble, clock,
                new Strangers(limits.strangersMax(), limits.strangersPerAddressMax()));
    }

    /// @param strangers counted together with those of other listeners
    public static RpcListener open(InetSocketAddress address, Endpoint endpoint, RpcListenerLimits limits,
            ConnectionPreamble preamble, InstantSource clock, Strangers strangers) throws IOException {
        var acceptor = new ServerSocket();
        try {
            acceptor.setReuseAddress(true);
            acceptor.bind(address, BACKLOG);
        } catch (IOException failure) {
            acceptor.close();
            throw new IOException("cannot listen on " + address.getAddress().getHostAddress() + " port "
                    + address.getPort() + ": " + failure.getMessage()
                    + ". Stop what uses it, or configure another.", failure);
        }
        var listener = new RpcListener(acceptor, endpoint, limits, preamble, clock, strangers);
        listener.acceptThread = Thread.ofVirtual().name("rpc-accept-" + listener.address().getPort())
                .start(listener::acceptAll);
        Thread.ofVirtual().name("rpc-sweep-" + listener.address().getPort()).start(listener::sweep);
        return listener;
    }

    /// The address in use, with the real port.
    public InetSocketAddress address() {
        return (InetSocketAddress) acceptor.getLocalSocketAddress();
    }

    /// Whether it takes connections.
    public boolean isOpen() {
        return open && !acceptor.isClosed() && accepting;
    }

    /// How many connections are open.
    public int connectionCount() {
        return connections.size();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    public boolean serves(@Nullable Endpoint other) {
        return endpoint.equals(other);
    }

    RpcListenerLimits limits() {
        return limits;
    }

    ConnectionPreamble preamble() {
        return preamble;
    }

    boolean takeCall() {
        return calls.tryAcquire();
    }

    void releaseCall() {
        calls.release();
    }

    private void acceptAll() {
        try {
            accept();
        } finally {
            accepting = false;
        }
    }

    private void accept() {
        while (open) {
            try {
                Socket socket = acceptor.accept();
                var connection = new RpcConnection(this, socket, clock);
                connections.add(connection);
                if (connections.size() > limits.connectionsMax()) {
                    cutLongestIdle(1);
                }
                Thread.ofVirtual().name("rpc-connection").start(connection);
                if (!open) {
                    connection.cut("stopping");
                }
            } catch (IOException failure) {
                if (open) {
                    warn(failure);
                    cutLongestIdle(CUT_AT_ONCE);
                    pause();
                }
            }
        }
    }

    /// Now and then: it comes with every connection while it lasts.
    private void warn(IOException failure) {
        long now = clock.millis();
        if (now - warnedAt >= WARN_MILLIS) {
            warnedAt = now;
            LOG.warn("accepting on {} failed: {}", address(), failure.getMessage());
        }
    }

    private void pause() {
        try {
            Thread.sleep(ACCEPT_PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Counts a connection for its client, now that the client is known, and makes room if there are too many.
    void identify(RpcConnection connection, InetSocketAddress client) {
        strangers.add(connection, client.getAddress()).ifPresent(victim -> victim.cut("room needed"));
    }

    /// Somebody signed in: the connection no longer counts among the strangers.
    void welcome(RpcConnection connection) {
        strangers.remove(connection);
    }

    void forget(RpcConnection connection) {
        welcome(connection);
        connections.remove(connection);
    }

    /// A connection with its idle time held still, to sort by.
    private record Idle(RpcConnection connection, long since) {}

    private void cutLongestIdle(int count) {
        connections.stream().filter(RpcConnection::stranger).map(each -> new Idle(each, each.activeAt()))
                .sorted(Comparator.comparingLong(Idle::since)).limit(count).toList()
                .forEach(idle -> idle.connection.cut("room needed"));
    }

    private void sweep() {
        try {
            while (open) {
                Thread.sleep(limits.sweepInterval());
                long now = clock.millis();
                connections.forEach(connection -> connection.sweep(now));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Says goodbye to signed-in clients with nothing going on, so that they come again, perhaps elsewhere.
    ///
    /// @param withHandles also to those that hold context handles
    public void stopIdle(boolean withHandles) {
        connections.forEach(connection ->
                Thread.ofVirtual().name("rpc-farewell").start(() -> connection.stopIdle(withHandles)));
    }

    /// Takes no more connections, waits a moment for calls in flight, tells the clients (`shutdown`, [C706] 12.6.4.11),
    /// closes what is left and runs handles down.
    @Override
    public void close() {
        stopAccepting();
        try {
            if (calls.tryAcquire(limits.callsInAllMax(), limits.drainTimeMax().toMillis(), TimeUnit.MILLISECONDS)) {
                calls.release(limits.callsInAllMax());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        farewell();
        connections.forEach(connection -> connection.cut("stopping"));
    }

    /// Each on a thread of its own, as a peer that does not read would hold up the others.
    private void farewell() {
        List<Thread> writers = connections.stream()
                .map(connection -> Thread.ofVirtual().name("rpc-farewell").start(connection::stop)).toList();
        long end = clock.millis() + limits.drainTimeMax().toMillis();
        try {
            for (Thread writer : writers) {
                writer.join(Duration.ofMillis(Math.max(1, end - clock.millis())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Dies: every connection is reset, and no context handle is run down. To simulate the death of a server.
    public void kill() {
        stopAccepting();
        connections.forEach(RpcConnection::kill);
    }

    private void stopAccepting() {
        open = false;
        try {
            acceptor.close();
        } catch (IOException failure) {
            LOG.debug("closing the listening socket failed", failure);
        }
        Thread leaving = acceptThread;
        if (leaving != null) {
            try {
                // The port is in use, and connections are taken on it, until the thread that accepts has left it.
                boolean _ = leaving.join(CLOSING_MAX);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
