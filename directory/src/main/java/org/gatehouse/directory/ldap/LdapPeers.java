package org.gatehouse.directory.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open connections of a front: lets new ones in while there is room, and closes those that take too long.
/// Thread-safe.
final class LdapPeers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LdapPeers.class);
    private final LdapLimits limits;
    private final InstantSource clock;
    private final Map<SocketAddress, LdapPeer> open = new LinkedHashMap<>();
    private final Thread sweeper;
    private int refused;
    private volatile boolean closed;

    LdapPeers(LdapLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.sweeper = Thread.ofVirtual().name("ldap time limits").start(this::sweepUntilClosed);
    }

    LdapPeer accepting() throws IOException {
        return new LdapPeer(this, limits, clock);
    }

    /// Whether a connection just accepted may stay. One that came before and has not signed in may have to go for it.
    boolean admit(LdapPeer peer) {
        InetAddress address = peer.getInetAddress();
        peer.times().accepted(clock.instant());
        Optional<LdapPeer> victim = Optional.empty();
        synchronized (this) {
            List<LdapPeer> neighbours = open.values().stream()
                    .filter(other -> other.getInetAddress().equals(address)).toList();
            boolean crowded = neighbours.size() >= limits.connectionsPerAddressMax();
            if (crowded || open.size() >= limits.connectionsMax()) {
                victim = longestIdle(crowded ? neighbours : List.copyOf(open.values()));
                if (victim.isEmpty()) {
                    refused++;
                    return false;
                }
            }
            open.put(peer.getRemoteSocketAddress(), peer);
        }
        victim.ifPresent(stranger -> cut(stranger, "others need its place"));
        return true;
    }

    private static Optional<LdapPeer> longestIdle(List<LdapPeer> among) {
        return among.stream().filter(peer -> peer.times().isExpendable())
                .min(Comparator.comparing(peer -> peer.times().idleSince()));
    }

    /// The times of the connection under a socket, which may be one of TLS.
    synchronized Optional<PeerTimes> of(Socket socket) {
        return Optional.ofNullable(open.get(socket.getRemoteSocketAddress())).map(LdapPeer::times);
    }

    synchronized void gone(LdapPeer peer) {
        open.values().remove(peer);
    }

    Instant now() {
        return clock.instant();
    }

    private void sweepUntilClosed() {
        while (!closed) {
            LockSupport.parkNanos(limits.sweepPause().toNanos());
            sweep();
        }
    }

    private void sweep() {
        var overdue = new LinkedHashMap<LdapPeer, String>();
        int turnedAway;
        synchronized (this) {
            Instant now = clock.instant();
            for (LdapPeer peer : new ArrayList<>(open.values())) {
                peer.times().overdue(now).ifPresent(why -> overdue.put(peer, why));
            }
            turnedAway = refused;
            refused = 0;
        }
        overdue.forEach(LdapPeers::cut);
        if (turnedAway > 0) {
            LOG.warn("ldap: {} connections refused: all places are taken by peers who signed in", turnedAway);
        }
    }

    private static void cut(LdapPeer peer, String why) {
        LOG.info("ldap: closing the connection of {}: {}", peer.getInetAddress().getHostAddress(), why);
        try {
            peer.close();
        } catch (IOException failed) {
            LOG.debug("closing", failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(sweeper);
    }
}
