package org.gatehouse.server.edge;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.edge.kernel.KernelConnections;
import org.gatehouse.edge.kernel.KernelRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the Linux kernel balance: probes the members, lets [Balancer] decide about them, and writes [KernelRules]
/// whenever that changes what they say.
///
/// It listens on the array's ports as well, though the rules leave nobody through to it: so nothing else can take
/// them, and whoever checks whether a balancer is here (keepalived) sees it. Rules of a process that was killed stay
/// and go on balancing; they are replaced once every member has been probed.
public final class KernelBalancer implements RunningBalancer {
    private static final Logger LOG = LoggerFactory.getLogger(KernelBalancer.class);
    /// After rules that were refused.
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int FORMER_MAX = 100;
    private static final Path CONNECTIONS = Path.of("/proc/net/nf_conntrack");

    private final InetAddress arrayAddress;
    private final List<Integer> ports;
    private final BalancerSettings settings;
    private final BalancerLimits limits;
    private final Nftables nftables;
    private final Balancer balancer;
    private final MemberProbes probes;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ServerSocketChannel> places = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    /// Something may have changed.
    private final Semaphore changes = new Semaphore(0);
    /// Held while rules are written.
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable KernelRules written;
    /// Whom the rules in the kernel know.
    private Set<InetAddress> there = Set.of();
    /// Who has been a member, lately if there have been many.
    private final Set<InetAddress> former = new LinkedHashSet<>();
    private volatile boolean open = true;

    private KernelBalancer(InetAddress arrayAddress, List<Integer> ports, BalancerSettings settings,
            BalancerLimits limits, Nftables nftables, HealthProbe probe) {
        this.arrayAddress = arrayAddress;
        this.ports = List.copyOf(ports);
        this.settings = settings;
        this.limits = limits;
        this.nftables = nftables;
        this.balancer = new Balancer(settings);
        this.probes = new MemberProbes(probe, limits.probeTimeMax(), this::step);
    }

    /// Takes over what an earlier process left, if anything; members are added by [#add].
    ///
    /// @param ports those on which the members listen
    /// @throws IOException when the kernel cannot do it, or may not be told to; the message says what to do
    public static KernelBalancer open(InetAddress arrayAddress, List<Integer> ports, BalancerSettings settings,
            BalancerLimits limits, HealthProbe probe) throws IOException {
        Nftables nftables = Nftables.find();
        forwards(arrayAddress instanceof Inet6Address ? "net/ipv6/conf/all/forwarding" : "net/ipv4/ip_forward");
        var opened = new KernelBalancer(arrayAddress, ports, settings, limits, nftables, probe);
        nftables.check(opened.rules(List.of(new MemberView(new Member("trial", arrayAddress), Health.UP, false, 0, 0)))
                .text(List.of()));
        try {
            nftables.list(KernelRules.table(arrayAddress)).ifPresent(listed -> {
                opened.there = KernelRules.known(listed);
                opened.there.forEach(opened::remember);
                LOG.info("rules of an earlier balancer on {} go on until the members are known",
                        arrayAddress.getHostAddress());
            });
            for (int port : ports) {
                opened.places.add(ArrayPort.listen(new InetSocketAddress(arrayAddress, port), 1));
            }
        } catch (IOException failure) {
            opened.leave();
            throw failure;
        }
        opened.threads.add(Thread.ofVirtual().name("balancer-clock").start(opened::keepTime));
        opened.threads.add(Thread.ofPlatform().daemon().name("balancer-rules").start(opened::keepRules));
        return opened;
    }

    /// Nothing arrives at a member that is not forwarded to it.
    private static void forwards(String setting) throws IOException {
        if (Files.readString(Path.of("/proc/sys", setting)).strip().equals("0")) {
            throw new IOException("this host forwards no packets, which balancer.plane = \"kernel\" needs: sysctl -w "
                    + setting.replace('/', '.') + "=1, and in /etc/sysctl.d");
        }
    }

    @Override
    public InetAddress arrayAddress() {
        return arrayAddress;
    }

    /// One that the kernel cannot lead to is left out, and that is said.
    @Override
    public void add(Member member) {
        if (KernelRules.canServe(arrayAddress, member.address())) {
            step(new Input.MemberAdded(member));
        } else {
            LOG.error("{} at {} is left out: the kernel does not translate between IPv4 and IPv6, and the array's "
                    + "address is {}", member.name(), member.address().getHostAddress(), arrayAddress.getHostAddress());
        }
    }

    @Override
    public void remove(String member) {
        decided().stream().map(MemberView::member).filter(known -> known.name().equals(member))
                .forEach(known -> remember(known.address()));
        step(new Input.MemberRemoved(member));
        probes.forget(member);
    }

    /// Connections may lead there for as long as they live.
    private void remember(InetAddress member) {
        lock.lock();
        try {
            former.remove(member);
            former.add(member);
            if (former.size() > FORMER_MAX) {
                former.remove(former.iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void drain(String member) {
        step(new Input.DrainBegun(member));
    }

    @Override
    public void endDrain(String member) {
        step(new Input.DrainEnded(member));
    }

    /// With the connections that the kernel tracks, where it lists them.
    @Override
    public List<MemberView> members() {
        Map<InetAddress, KernelConnections.Count> counts = connections();
        return decided().stream().map(view -> {
            var count = counts.getOrDefault(view.member().address(), KernelConnections.Count.NONE);
            return new MemberView(view.member(), view.health(), view.draining(), count.connections(), count.clients());
        }).toList();
    }

    private List<MemberView> decided() {
        lock.lock();
        try {
            return balancer.members();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the kernel does what has been decided.
    public boolean isInForce() {
        return rules(decided()).equals(written);
    }

    private Map<InetAddress, KernelConnections.Count> connections() {
        if (!Files.isReadable(CONNECTIONS)) {
            return Map.of();
        }
        try (Stream<String> lines = Files.lines(CONNECTIONS)) {
            return KernelConnections.of(arrayAddress, lines);
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read: {}", CONNECTIONS, unreadable.getMessage());
            return Map.of();
        }
    }

    private void step(Input input) {
        lock.lock();
        try {
            for (Output output : balancer.step(input, System.nanoTime() / 1_000_000)) {
                obey(output);
            }
        } finally {
            lock.unlock();
        }
        changes.release();
    }

    private void obey(Output output) {
        switch (output) {
            case Output.Probe(Member member) -> probes.begin(member);
            case Output.HealthChanged(String member, Health health, int _) -> {
                if (health == Health.DOWN) {
                    LOG.warn("member {} is down; its connections are reset at their clients' next packets; the last "
                            + "probe: {}", member, probes.lastFailure(member));
                } else {
                    LOG.info("member {} is up", member);
                }
            }
            case Output.Listen _, Output.Forward _, Output.Refuse _, Output.Reset _ ->
                throw new IllegalStateException("the kernel has the connections, and yet: " + output);
        }
    }

    private void keepTime() {
        while (open) {
            try {
                step(new Input.Tick());
            } catch (RuntimeException bug) {
                // Without a clock no member would ever be probed again.
                LOG.error("bug while keeping time", bug);
            }
            pause(limits.tickInterval());
        }
    }

    private void keepRules() {
        while (open) {
            try {
                changes.acquire();
                changes.drainPermits();
                writeIfChanged();
            } catch (InterruptedException stopped) {
                return;
            } catch (IOException refused) {
                LOG.error("the rules of the balancer on {} are still those from before: {}",
                        arrayAddress.getHostAddress(), refused.getMessage());
                changes.release();
                pause(AGAIN);
            } catch (RuntimeException bug) {
                LOG.error("bug while writing rules", bug);
            }
        }
    }

    /// Not before there are members and each has been probed: what an earlier process left is better than nothing.
    private void writeIfChanged() throws IOException {
        List<MemberView> members = decided();
        boolean known = members.stream().noneMatch(view -> view.health() == Health.UNKNOWN);
        KernelRules wanted = rules(members);
        if (wanted.equals(written) || written == null && (!known || members.isEmpty())) {
            return;
        }
        writing.lock();
        try {
            if (open) {
                write(wanted);
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(KernelRules wanted) throws IOException {
        try {
            nftables.run(wanted.text(there));
        } catch (IOException refused) {
            if (written != null || there.isEmpty()) {
                throw refused;
            }
            LOG.warn("the rules from before do not fit, and are made anew: {}", refused.getMessage());
            nftables.run(KernelRules.removal(arrayAddress) + wanted.text(List.of()));
        }
        written = wanted;
        there = wanted.known();
    }

    private KernelRules rules(List<MemberView> members) {
        lock.lock();
        try {
            return KernelRules.of(arrayAddress, ports, settings, members, former);
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            open = false;
        }
    }

    /// Takes the rules away, which resets every connection at its next packet.
    @Override
    public void close() {
        open = false;
        threads.forEach(Thread::interrupt);
        writing.lock();
        try {
            nftables.run(KernelRules.removal(arrayAddress));
        } catch (IOException refused) {
            LOG.error("the rules of the balancer on {} could not be taken away: {}", arrayAddress.getHostAddress(),
                    refused.getMessage());
        } finally {
            writing.unlock();
        }
        leave();
    }

    private void leave() {
        open = false;
        for (ServerSocketChannel place : places) {
            try {
                place.close();
            } catch (IOException failure) {
                LOG.debug("closing a listening socket failed", failure);
            }
        }
    }
}
