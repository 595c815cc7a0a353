package org.gatehouse.server.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.rts.Opening;
import org.gatehouse.dcerpc.rts.ProxyError;
import org.gatehouse.dcerpc.rts.RtsFlags;
import org.gatehouse.dcerpc.rts.RtsPdu;
import org.gatehouse.dcerpc.rts.VirtualConnection;
import org.gatehouse.web.rpcproxy.Caller;
import org.gatehouse.web.rpcproxy.Channel;
import org.gatehouse.web.rpcproxy.OutChannel;
import org.gatehouse.web.rpcproxy.Tunnels;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The virtual connections of RPC over HTTP at one server: inbound proxy, outbound proxy and RPC server at once
/// ([MS-RPCH] 3.2).
public final class RpcTunnels implements Tunnels, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcTunnels.class);

    /// Where a client may go through here.
    @FunctionalInterface
    public interface Targets {
        Target find(String server, int port);
    }

    /// What stands behind a name and a port.
    public sealed interface Target {
        record Served(Endpoint endpoint) implements Target {}

        /// Another server, which this one reaches for its clients.
        record Relayed(InetSocketAddress address) implements Target {}

        record Refused(ProxyError error) implements Target {}
    }

    /// A virtual connection belongs to who opened it: the same cookie of another user is another connection.
    record Key(String user, UUID cookie) {}

    private final Targets targets;
    private final VirtualConnection.Limits limits;
    private final RpcListenerLimits listenerLimits;
    private final InstantSource clock;
    private final Map<Key, RpcTunnel> tunnels = new ConcurrentHashMap<>();
    private final Set<TunnelChannel> channels = ConcurrentHashMap.newKeySet();
    private final HeldHalves<RpcTunnel> halves;
    private final AtomicLong numbers = new AtomicLong();
    private final Semaphore calls;
    private volatile boolean open = true;
    private volatile boolean draining;

    /// @param listenerLimits of connections, calls, waiting replies and slow peers, as over TCP; a half that waits for
    /// the other counts as a stranger
    public RpcTunnels(Targets targets, VirtualConnection.Limits limits, RpcListenerLimits listenerLimits,
            InstantSource clock) {
        this.targets = targets;
        this.limits = limits;
        this.listenerLimits = listenerLimits;
        this.clock = clock;
        this.calls = new Semaphore(listenerLimits.callsInAllMax());
        this.halves = new HeldHalves<>(listenerLimits.strangersMax(), listenerLimits.strangersPerAddressMax());
        Thread.ofVirtual().name("rpc-http-sweep").start(this::sweep);
    }

    @Override
    public Bytes echo() {
        return Bytes.wrap(RtsPdu.of(RtsFlags.ECHO).encode()); // [MS-RPCH] 2.2.4.48
    }

    @Override
    public void in(Caller caller, InputStream body, Channel channel) throws IOException {
        var entering = new TunnelChannel(numbers.incrementAndGet(), body, channel, clock);
        channels.add(entering);
        try {
            Entry entry = entry(caller, entering, true);
            if (entry != null) {
                entry.tunnel.in(entering, entry.opening, caller.timeoutMillis());
            }
        } finally {
            channels.remove(entering);
        }
    }

    @Override
    public void out(Caller caller, InputStream body, OutChannel channel) throws IOException {
        var entering = new TunnelChannel(numbers.incrementAndGet(), body, channel, clock);
        channels.add(entering);
        try {
            Entry entry = entry(caller, entering, false);
            if (entry != null) {
                entry.tunnel.out(entering, channel, entry.opening, caller.timeoutMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            channel.cut();
        } finally {
            channels.remove(entering);
        }
    }

    private record Entry(RpcTunnel tunnel, Opening opening) {}

    /// Reads the first PDU and finds the tunnel that the channel belongs to, or refuses it.
    private @Nullable Entry entry(Caller caller, TunnelChannel channel, boolean in) throws IOException {
        byte[] first = channel.pdus.next();
        if (first == null) {
            channel.refuse(ProxyError.PROTOCOL_ERROR);
            return null;
        }
        channel.introduced();
        Opening opening = Opening.of(RtsPdu.decode(first), in);
        Target target = targets.find(caller.server(), caller.port());
        return switch (target) {
            case Target.Refused(ProxyError error) -> {
                channel.refuse(error);
                yield null;
            }
            case Target.Served _, Target.Relayed _ -> entry(caller, channel, opening, target);
        };
    }

    private @Nullable Entry entry(Caller caller, TunnelChannel channel, Opening opening, Target target) {
        var key = new Key(caller.identity().qualified().toLowerCase(Locale.ROOT), opening.connection());
        boolean begins = opening instanceof Opening.FirstIn || opening instanceof Opening.FirstOut;
        if (begins && tunnels.size() >= listenerLimits.connectionsMax()) {
            channel.refuse(ProxyError.SERVER_TOO_BUSY);
            return null;
        }
        RpcTunnel tunnel = begins && open ? begun(key, target, caller) : tunnels.get(key);
        if (tunnel == null) {
            // A successor of a connection that another server has, or none: [MS-RPCH] 3.2.5.5.5.
            channel.refuse(ProxyError.SERVER_UNAVAILABLE);
            return null;
        }
        if (!tunnel.leadsTo(target)) {
            channel.refuse(ProxyError.PROTOCOL_ERROR);
            return null;
        }
        return new Entry(tunnel, opening);
    }

    private RpcTunnel begun(Key key, Target target, Caller caller) {
        RpcTunnel known = tunnels.get(key);
        if (known != null) {
            return known;
        }
        var made = new RpcTunnel(this, key, target, caller);
        halves.add(made, caller.client().getAddress()).ifPresent(RpcTunnel::makeRoom);
        RpcTunnel earlier = tunnels.putIfAbsent(key, made);
        if (earlier != null) {
            halves.remove(made);
        }
        return earlier != null ? earlier : made;
    }

    /// Both halves are there.
    void joined(RpcTunnel tunnel) {
        halves.remove(tunnel);
    }

    VirtualConnection.Limits limits() {
        return limits;
    }

    InstantSource clock() {
        return clock;
    }

    long repliesMax() {
        return listenerLimits.outboundBytesMax();
    }

    long quietMillisMin() {
        return listenerLimits.quietMin().toMillis();
    }

    boolean takeCall() {
        return calls.tryAcquire();
    }

    void releaseCall() {
        calls.release();
    }

    void forget(RpcTunnel tunnel) {
        halves.remove(tunnel);
        tunnels.remove(tunnel.key(), tunnel);
    }

    /// How many virtual connections there are, halves included.
    public int count() {
        return tunnels.size();
    }

    /// How many of them wait for their other half.
    public int halfCount() {
        return halves.size();
    }

    private void sweep() {
        try {
            while (open) {
                Thread.sleep(listenerLimits.sweepInterval());
                tunnels.values().forEach(this::look);
                long now = clock.millis();
                channels.forEach(channel -> channel.sweep(listenerLimits, limits.setUpMillis(), now));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A bug in one connection must not end the sweeping of the others.
    private void look(RpcTunnel tunnel) {
        try {
            tunnel.sweep(draining);
        } catch (RuntimeException bug) {
            LOG.error("bug while looking at a connection of {}; it ends", tunnel.key().user(), bug);
            tunnel.kill();
        }
    }

    /// From now on clients are sent elsewhere, which a balancer does: those that are here and those that still come are
    /// served. Halves wait for each other but briefly, since one of them may have been led to another server.
    public void drain() {
        draining = true;
    }

    /// From now on no connection begins; those that are up go on.
    public void refuse() {
        open = false;
    }

    /// Takes clients again.
    public void resume() {
        draining = false;
    }

    /// Says goodbye to clients of an endpoint with nothing going on.
    ///
    /// @param withHandles also to those that hold context handles
    public void stopIdle(Endpoint endpoint, boolean withHandles) {
        tunnels.values().stream().filter(tunnel -> tunnel.leadsTo(new Target.Served(endpoint)))
                .forEach(tunnel -> tunnel.stopIdle(withHandles));
    }

    /// Takes no more connections and tells the clients (`shutdown`, [C706] 12.6.4.11).
    @Override
    public void close() {
        open = false;
        tunnels.values().forEach(RpcTunnel::stop);
    }

    /// Dies: no context handle is run down. To simulate the death of a server.
    public void kill() {
        open = false;
        tunnels.values().forEach(RpcTunnel::kill);
    }
}
