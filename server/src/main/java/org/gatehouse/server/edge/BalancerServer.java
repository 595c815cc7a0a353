package org.gatehouse.server.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.edge.balancer.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens on an array's address and relays each connection to a member on the same port number.
///
/// Members are connected to from the array's address and told who the client is by a PROXY header of version 2, so
/// they have to trust that address ([ProxyPreamble]). Everything here is sockets and threads; [Balancer] decides.
public final class BalancerServer implements RunningBalancer {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerServer.class);
    /// One copies tens of thousands of small messages a second.
    private static final int LOOPS_MAX = 4;
    /// After a failed accept, mostly for want of file descriptors.
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(50);
    private static final Duration SAID_AGAIN = Duration.ofMinutes(1);
    private static final int BALANCED_BY_MAX = 100;
    private static final Duration CLOSING_MAX = Duration.ofSeconds(10);

    private final InetAddress arrayAddress;
    private final BalancerSettings settings;
    private final BalancerLimits limits;
    private final DecisionLoop decisions;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<Thread> accepting = new ArrayList<>();
    private final List<RelayLoop> loops = new ArrayList<>();
    private final Map<Long, Relay> relays = new ConcurrentHashMap<>();
    private final Map<InetAddress, Said> balancedBy = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /// When something was said of another balancer, and whether that was of a loop.
    private record Said(long at, boolean loop) {}

    private BalancerServer(InetAddress arrayAddress, BalancerSettings settings, BalancerLimits limits,
            HealthProbe probe) {
        this.arrayAddress = arrayAddress;
        this.settings = settings;
        this.limits = limits;
        this.decisions = new DecisionLoop(settings, limits, probe, new Sockets());
    }

    /// Binds all ports and starts to serve; members are added by [#add].
    ///
    /// @param ports those on which the members listen; 0 takes any free one
    /// @throws IOException when a port cannot be bound; the message names it
    public static BalancerServer open(InetAddress arrayAddress, List<Integer> ports, BalancerSettings settings,
            BalancerLimits limits, HealthProbe probe) throws IOException {
        var server = new BalancerServer(arrayAddress, settings, limits, probe);
        try {
            int processors = Runtime.getRuntime().availableProcessors();
            for (int number = 0; number < Math.min(processors, LOOPS_MAX); number++) {
                server.loops.add(RelayLoop.start(number));
            }
            for (int port : ports) {
                server.listeners.add(ArrayPort.listen(new InetSocketAddress(arrayAddress, port), limits.backlog()));
            }
        } catch (IOException failure) {
            server.close();
            throw failure;
        }
        for (ServerSocketChannel listener : server.listeners) {
            int port = listener.socket().getLocalPort();
            server.accepting.add(Thread.ofVirtual().name("balancer-accept-" + port).start(() ->
                    server.accept(listener)));
        }
        server.decisions.keepTime();
        return server;
    }

    /// The ports in use, in the order given.
    public List<Integer> ports() {
        return listeners.stream().map(listener -> listener.socket().getLocalPort()).toList();
    }

    @Override
    public void add(Member member) {
        decisions.add(member);
    }

    @Override
    public void remove(String member) {
        decisions.remove(member);
    }

    @Override
    public void drain(String member) {
        step(new Input.DrainBegun(member));
    }

    @Override
    public void endDrain(String member) {
        step(new Input.DrainEnded(member));
    }

    @Override
    public List<MemberView> members() {
        return decisions.members();
    }

    @Override
    public boolean hasMember(InetAddress address) {
        return decisions.hasMember(address);
    }

    /// Threads that copy count too: a balancer that only decides serves nobody.
    @Override
    public Optional<String> ailment() {
        return decisions.ailment().or(() -> loops.stream().filter(RelayLoop::standsStill).findFirst()
                .map(_ -> "bytes are no longer copied"));
    }

    @Override
    public InetAddress arrayAddress() {
        return arrayAddress;
    }

    BalancerLimits limits() {
        return limits;
    }

    long now() {
        return DecisionLoop.now();
    }

    void forget(long number) {
        relays.remove(number);
    }

    void step(Input input) {
        decisions.step(input);
    }

    /// What the decisions are about.
    private final class Sockets implements DecisionLoop.Carrier {
        @Override
        public void obey(Output.OfConnection output) {
            switch (output) {
                case Output.Listen(long number) -> order(number, new Relay.Order.Listen());
                case Output.Forward(long number, Member member) -> order(number, new Relay.Order.Connect(member));
                case Output.Refuse(long number, String reason) -> order(number, new Relay.Order.GiveUp(reason));
                case Output.Reset(long number) -> {
                    Relay relay = relays.get(number);
                    if (relay != null) {
                        relay.reset();
                    }
                }
            }
        }

        @Override
        public void stepped() {
            // All that follows has been ordered.
        }

        @Override
        public void ticked() {
            long oldest = now() - settings.connectionIdleMax().toMillis();
            relays.values().stream().filter(relay -> relay.activeAt < oldest).forEach(Relay::reset);
            finishThoseLeft(now() - limits.lingerTimeMax().toMillis());
        }

        @Override
        public String lost(int connections) {
            return connections + " connections reset";
        }
    }

    private void order(long number, Relay.Order order) {
        Relay relay = relays.get(number);
        if (relay != null) {
            relay.order(order);
        }
    }

    private void accept(ServerSocketChannel listener) {
        while (decisions.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                long number = numbers.incrementAndGet();
                RelayLoop loop = loops.get((int) (number % loops.size()));
                var relay = new Relay(this, loop, number, client, now());
                relays.put(number, relay);
                Thread.ofVirtual().name("balancer-relay").start(relay);
                if (!decisions.isOpen()) {
                    relay.reset();
                }
            } catch (IOException failure) {
                if (decisions.isOpen()) {
                    LOG.warn("accepting on {} failed: {}", listener.socket().getLocalSocketAddress(),
                            failure.getMessage());
                    decisions.pause(ACCEPT_PAUSE);
                }
            }
        }
    }

    /// Whether connections from an address may come from a balancer: members have no business here, and others have
    /// been found out.
    boolean mayBalance(InetAddress address) {
        return balancedBy.containsKey(address) || hasMember(address);
    }

    /// Another balancer has this one among its members: said once a minute for each, whatever it sends, and at once
    /// when it turns out to be a loop.
    void balanced(InetAddress by) {
        boolean loop = hasMember(by);
        if (!mayBeSaid(by, loop)) {
            return;
        }
        if (loop) {
            LOG.error("loop: the balancer on {} and the one on {} have each other as members. Its connection was "
                    + "reset; members have to be Client Access servers", arrayAddress.getHostAddress(),
                    by.getHostAddress());
        } else {
            LOG.error("the balancer on {} has the balancer on {} as a member: a connection from there began with a "
                    + "PROXY header and was reset. Members have to be Client Access servers", by.getHostAddress(),
                    arrayAddress.getHostAddress());
        }
    }

    /// Of connections that come at the same time only one is told of.
    private synchronized boolean mayBeSaid(InetAddress by, boolean loop) {
        long now = now();
        Said before = balancedBy.get(by);
        boolean old = before == null ? balancedBy.size() < BALANCED_BY_MAX
                : now - before.at >= SAID_AGAIN.toMillis() || loop && !before.loop;
        if (old) {
            balancedBy.put(by, new Said(now, loop));
        }
        return old;
    }

    /// Before another connection: when places run out, clients whose member has closed get no more time.
    void makeRoom() {
        if (relays.size() > settings.connectionsMax() / 10 * 9) {
            finishThoseLeft(Long.MAX_VALUE);
        }
    }

    private void finishThoseLeft(long before) {
        relays.values().stream().filter(relay -> relay.memberEndedAt < before).forEach(Relay::finish);
    }

    /// A port is in use until the thread that accepts has left its socket.
    private void awaitTheirEnd() {
        try {
            for (Thread thread : accepting) {
                boolean _ = thread.join(CLOSING_MAX);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops listening and resets every connection.
    @Override
    public void close() {
        decisions.close();
        ArrayPort.close(listeners);
        awaitTheirEnd();
        relays.values().forEach(Relay::reset);
        loops.forEach(RelayLoop::close);
    }
}
