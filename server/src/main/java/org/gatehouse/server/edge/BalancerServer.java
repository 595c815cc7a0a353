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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
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
    /// A greeting is in vain when the other balancer has not heard yet that this one is its member.
    private static final Duration GREETED_AGAIN = Duration.ofSeconds(5);
    private static final int BALANCED_BY_MAX = 100;

    private final InetAddress arrayAddress;
    private final BalancerSettings settings;
    private final BalancerLimits limits;
    private final MemberProbes probes;
    private final BalancerGreeting greeting;
    private final Balancer balancer;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<RelayLoop> loops = new ArrayList<>();
    private final Map<Long, Relay> relays = new ConcurrentHashMap<>();
    private final Map<InetAddress, Said> balancedBy = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean open = true;

    /// When something was said of another balancer, and whether that was of a loop.
    private record Said(long at, boolean loop) {}

    private BalancerServer(InetAddress arrayAddress, BalancerSettings settings, BalancerLimits limits,
            HealthProbe probe) {
        this.arrayAddress = arrayAddress;
        this.settings = settings;
        this.limits = limits;
        this.probes = new MemberProbes(probe, limits.probeTimeMax(), this::judge);
        this.greeting = new BalancerGreeting(arrayAddress, limits, GREETED_AGAIN);
        this.balancer = new Balancer(settings);
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
            Thread.ofVirtual().name("balancer-accept-" + port).start(() -> server.accept(listener));
        }
        Thread.ofVirtual().name("balancer-clock").start(server::keepTime);
        return server;
    }

    /// The ports in use, in the order given.
    public List<Integer> ports() {
        return listeners.stream().map(listener -> listener.socket().getLocalPort()).toList();
    }

    @Override
    public void add(Member member) {
        step(new Input.MemberAdded(member));
    }

    @Override
    public void remove(String member) {
        step(new Input.MemberRemoved(member));
        probes.forget(member);
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
        lock.lock();
        try {
            return balancer.members();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public InetAddress arrayAddress() {
        return arrayAddress;
    }

    BalancerLimits limits() {
        return limits;
    }

    long now() {
        return System.nanoTime() / 1_000_000;
    }

    void forget(long number) {
        relays.remove(number);
    }

    /// Steps the balancer and hands its orders on. Nothing here blocks but the lock, which is held for a moment.
    void step(Input input) {
        lock.lock();
        try {
            balancer.step(input, now()).forEach(this::obey);
        } finally {
            lock.unlock();
        }
    }

    private void obey(Output output) {
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
            case Output.Probe(Member member) -> probes.begin(member);
            case Output.HealthChanged(String member, Health health, int lost) -> {
                if (health == Health.DOWN) {
                    LOG.warn("member {} is down; {} connections reset; the last probe: {}", member, lost,
                            probes.lastFailure(member));
                } else {
                    LOG.info("member {} is up", member);
                }
            }
        }
    }

    private void judge(Input.ProbeAnswered verdict) {
        step(verdict);
        members().stream().map(MemberView::member).filter(member -> member.name().equals(verdict.member()))
                .forEach(member -> {
                    if (verdict.healthy()) {
                        greeting.forget(member);
                    } else {
                        greeting.greet(member, ports().getFirst(), now());
                    }
                });
    }

    private void order(long number, Relay.Order order) {
        Relay relay = relays.get(number);
        if (relay != null) {
            relay.order(order);
        }
    }

    private void accept(ServerSocketChannel listener) {
        while (open) {
            try {
                SocketChannel client = listener.accept();
                long number = numbers.incrementAndGet();
                RelayLoop loop = loops.get((int) (number % loops.size()));
                var relay = new Relay(this, loop, number, client, now());
                relays.put(number, relay);
                Thread.ofVirtual().name("balancer-relay").start(relay);
                if (!open) {
                    relay.reset();
                }
            } catch (IOException failure) {
                if (open) {
                    LOG.warn("accepting on {} failed: {}", listener.socket().getLocalSocketAddress(),
                            failure.getMessage());
                    pause(ACCEPT_PAUSE);
                }
            }
        }
    }

    private void keepTime() {
        while (open) {
            try {
                tick();
            } catch (RuntimeException bug) {
                // Without a clock no member would ever be probed again.
                LOG.error("bug while keeping time", bug);
            }
            pause(limits.tickInterval());
        }
    }

    private void tick() {
        step(new Input.Tick());
        long oldest = now() - settings.connectionIdleMax().toMillis();
        relays.values().stream().filter(relay -> relay.activeAt < oldest).forEach(Relay::reset);
        finishThoseLeft(now() - limits.lingerTimeMax().toMillis());
    }

    /// Whether connections from an address may come from a balancer: members have no business here, and others have
    /// been found out.
    boolean mayBalance(InetAddress address) {
        return balancedBy.containsKey(address)
                || members().stream().anyMatch(view -> view.member().address().equals(address));
    }

    /// Another balancer has this one among its members: said once a minute for each, whatever it sends, and at once
    /// when it turns out to be a loop.
    void balanced(InetAddress by) {
        long now = now();
        boolean loop = members().stream().anyMatch(view -> view.member().address().equals(by));
        Said before = balancedBy.get(by);
        boolean old = before == null || now - before.at >= SAID_AGAIN.toMillis() || loop && !before.loop;
        if (!old || balancedBy.size() > BALANCED_BY_MAX) {
            return;
        }
        balancedBy.put(by, new Said(now, loop));
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

    /// Before another connection: when places run out, clients whose member has closed get no more time.
    void makeRoom() {
        if (relays.size() > settings.connectionsMax() / 10 * 9) {
            finishThoseLeft(Long.MAX_VALUE);
        }
    }

    private void finishThoseLeft(long before) {
        relays.values().stream().filter(relay -> relay.memberEndedAt < before).forEach(Relay::finish);
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            open = false;
        }
    }

    /// Stops listening and resets every connection.
    @Override
    public void close() {
        open = false;
        for (ServerSocketChannel listener : listeners) {
            try {
                listener.close();
            } catch (IOException failure) {
                LOG.debug("closing a listening socket failed", failure);
            }
        }
        relays.values().forEach(Relay::reset);
        loops.forEach(RelayLoop::close);
    }
}
