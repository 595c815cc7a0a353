package org.gatehouse.web.http;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of one web server, in bounds. At a bound the longest idle stranger of the crowd is cut rather than
/// the new one refused, so a flood of idle connections never keeps a sign-in out. Thread-safe.
final class Peers implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    /// Of all servers of the process, so that a handler may tell connections apart by it.
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final WebLimits limits;
    private final InstantSource clock;
    private final Map<SslConnection, Peer> all = new ConcurrentHashMap<>();
    private final Set<Peer> strangers = new LinkedHashSet<>();
    private final Map<InetAddress, Set<Peer>> strangersByAddress = new HashMap<>();
    private final Set<PacedBody> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean sweeping = true;

    Peers(WebLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    int count() {
        return all.size();
    }

    /// The body of a request, in whose pace the client's patience is measured.
    PacedBody paced(Request body) {
        return new PacedBody(body, limits, clock, waiting);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection tls) {
            var peer = new Peer(NUMBERS.incrementAndGet(), tls, clock.millis());
            all.put(tls, peer);
            crowdedOut(peer).ifPresent(victim -> cut(victim, "room needed"));
        } else if (connection.getEndPoint() instanceof SslConnection.SslEndPoint inner) {
            Peer peer = all.get(inner.getSslConnection());
            if (peer != null) {
                peer.speaks(connection);
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof SslConnection tls) {
            Peer peer = all.remove(tls);
            if (peer != null) {
                noStranger(peer);
                peer.leaves();
            }
        }
    }

    /// The peer on whose connection a request came.
    Peer of(Connection connection) {
        Peer peer = connection.getEndPoint() instanceof SslConnection.SslEndPoint inner
                ? all.get(inner.getSslConnection()) : null;
        if (peer == null) {
            throw new IllegalStateException("a request on a connection that is gone");
        }
        return peer;
    }

    /// Somebody signed in: the connection no longer counts among the strangers.
    void welcome(Peer peer) {
        if (peer.isStranger()) {
            peer.welcome();
            noStranger(peer);
        }
    }

    private synchronized Optional<Peer> crowdedOut(Peer peer) {
        strangers.add(peer);
        Set<Peer> neighbours = strangersByAddress.computeIfAbsent(peer.client().getAddress(),
                _ -> new LinkedHashSet<>());
        neighbours.add(peer);
        if (neighbours.size() > limits.strangersPerAddressMax()) {
            return longestIdle(neighbours);
        }
        return strangers.size() > limits.strangersMax() || all.size() > limits.connectionsMax()
                ? longestIdle(strangers) : Optional.empty();
    }

    private synchronized void noStranger(Peer peer) {
        strangers.remove(peer);
        strangersByAddress.computeIfPresent(peer.client().getAddress(), (_, neighbours) -> {
            neighbours.remove(peer);
            return neighbours.isEmpty() ? null : neighbours;
        });
    }

    private Optional<Peer> longestIdle(Collection<Peer> among) {
        Optional<Peer> victim = among.stream().min(Comparator.comparingLong(Peer::quietSinceMillis));
        victim.ifPresent(this::noStranger);
        return victim;
    }

    private static void cut(Peer peer, String why) {
        LOG.debug("closing connection of {}: {}", peer.client(), why);
        peer.cut();
    }

    /// Looks at everybody's patience again and again, until [#stop].
    void sweep(Scheduler scheduler) {
        if (!sweeping) {
            return;
        }
        long now = clock.millis();
        for (Peer peer : List.copyOf(all.values())) {
            peer.impatience(limits, now).ifPresent(why -> cut(peer, why));
        }
        waiting.forEach(body -> body.look(now));
        Scheduler.@Nullable Task _ = scheduler.schedule(() -> sweep(scheduler), limits.sweepInterval().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void stop() {
        sweeping = false;
    }

    /// Ends every connection as the death of the process would.
    void severAll() {
        List.copyOf(all.values()).forEach(Peer::sever);
    }

    /// Asks clients to leave, as far as they can be asked between two requests.
    void sendElsewhere() {
        List.copyOf(all.values()).forEach(Peer::sendElsewhere);
    }
}
