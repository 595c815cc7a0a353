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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.edge.kernel.FastPath;
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
    private final Nftables nftables;
    private final FastPaths fastPaths;
    private final DecisionLoop decisions;
    private final List<ServerSocketChannel> places = new ArrayList<>();
    private final Thread keeper = Thread.ofPlatform().daemon().name("balancer-rules").unstarted(this::keepRules);
    /// Something may have changed.
    private final Semaphore changes = new Semaphore(0);
    /// Held while rules are written.
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable KernelRules written;
    /// Why the kernel has no rules at all.
    private volatile @Nullable String refused;
    /// Whom the rules in the kernel know.
    private Set<InetAddress> there = Set.of();
    /// Whether a fast path is in the kernel.
    private boolean fastThere;
    /// Who has been a member, lately if there have been many.
    private final Set<InetAddress> former = new LinkedHashSet<>();
    private final ReentrantLock formerLock = new ReentrantLock();

    private KernelBalancer(InetAddress arrayAddress, List<Integer> ports, BalancerSettings settings,
            BalancerLimits limits, Nftables nftables, HealthProbe probe) {
        this.arrayAddress = arrayAddress;
        this.ports = List.copyOf(ports);
        this.settings = settings;
        this.nftables = nftables;
        this.fastPaths = new FastPaths(arrayAddress);
        this.decisions = new DecisionLoop(settings, limits, probe, new Tracked());
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
        nftables.check(opened.plain(List.of(new MemberView(new Member("trial", arrayAddress), Health.UP, false, 0, 0)))
                .text(List.of()));
        try {
            opened.fastThere = nftables.list(FastPath.table(arrayAddress)).isPresent();
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
            ArrayPort.close(opened.places);
            throw failure;
        }
        opened.decisions.keepTime();
        opened.keeper.start();
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
            decisions.add(member);
        } else {
            LOG.error("{} at {} is left out: the kernel does not translate between IPv4 and IPv6, and the array's "
                    + "address is {}", member.name(), member.address().getHostAddress(), arrayAddress.getHostAddress());
        }
    }

    @Override
    public void remove(String member) {
        decisions.members().stream().map(MemberView::member).filter(known -> known.name().equals(member))
                .forEach(known -> remember(known.address()));
        decisions.remove(member);
    }

    /// Connections may lead there for as long as they live.
    private void remember(InetAddress member) {
        formerLock.lock();
        try {
            former.remove(member);
            former.add(member);
            if (former.size() > FORMER_MAX) {
                former.remove(former.iterator().next());
            }
        } finally {
            formerLock.unlock();
        }
    }

    @Override
    public void drain(String member) {
        decisions.step(new Input.DrainBegun(member));
    }

    @Override
    public void endDrain(String member) {
        decisions.step(new Input.DrainEnded(member));
    }

    /// With the connections that the kernel tracks, where it lists them.
    @Override
    public List<MemberView> members() {
        Map<InetAddress, KernelConnections.Count> counts = connections();
        return decisions.members().stream().map(view -> {
            var count = counts.getOrDefault(view.member().address(), KernelConnections.Count.NONE);
            return new MemberView(view.member(), view.health(), view.draining(), count.connections(), count.clients());
        }).toList();
    }

    @Override
    public boolean hasMember(InetAddress address) {
        return decisions.hasMember(address);
    }

    /// Rules that are refused later leave the old ones, which are better than none.
    @Override
    public Optional<String> ailment() {
        return decisions.ailment().or(() -> Optional.ofNullable(refused).map(why -> "the kernel has no rules: " + why));
    }

    /// Whether the kernel does what has been decided.
    public boolean isInForce() {
        return rules(decisions.members()).equals(written);
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

    /// What the decisions are about: members alone.
    private final class Tracked implements DecisionLoop.Carrier {
        @Override
        public void obey(Output.OfConnection output) {
            throw new IllegalStateException("the kernel has the connections, and yet: " + output);
        }

        @Override
        public void stepped() {
            changes.release();
        }

        @Override
        public void ticked() {
            // Idle connections are the kernel's to forget.
        }

        @Override
        public String lost(int connections) {
            return "its connections are reset at their clients' next packets";
        }
    }

    private void keepRules() {
        while (decisions.isOpen()) {
            try {
                changes.acquire();
                changes.drainPermits();
                writeIfChanged();
            } catch (InterruptedException stopped) {
                return;
            } catch (IOException failure) {
                LOG.error("the rules of the balancer on {} are still those from before: {}",
                        arrayAddress.getHostAddress(), failure.getMessage());
                refused = written == null && there.isEmpty() ? String.valueOf(failure.getMessage()) : null;
                changes.release();
                decisions.pause(AGAIN);
            } catch (RuntimeException bug) {
                LOG.error("bug while writing rules", bug);
            }
        }
    }

    /// Not before there are members and each has been probed: what an earlier process left is better than nothing.
    private void writeIfChanged() throws IOException {
        List<MemberView> members = decisions.members();
        boolean known = members.stream().noneMatch(view -> view.health() == Health.UNKNOWN);
        KernelRules wanted = rules(members);
        if (wanted.equals(written) || written == null && (!known || members.isEmpty())) {
            return;
        }
        writing.lock();
        try {
            if (decisions.isOpen()) {
                write(wanted);
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(KernelRules wanted) throws IOException {
        if (wanted.fast().isPresent()) {
            try {
                nftables.check(FastPath.removal(arrayAddress) + KernelRules.removal(arrayAddress)
                        + wanted.text(List.of()));
            } catch (IOException failure) {
                fastPaths.refuse(wanted.fast().get(), String.valueOf(failure.getMessage()));
                write(wanted.along(Optional.empty()));
                return;
            }
        }
        String before = fastThere || wanted.fast().isPresent() ? FastPath.removal(arrayAddress) : "";
        try {
            nftables.run(before + wanted.text(there));
        } catch (IOException failure) {
            if (written != null || there.isEmpty()) {
                throw failure;
            }
            LOG.warn("the rules from before do not fit, and are made anew: {}", failure.getMessage());
            nftables.run(before + KernelRules.removal(arrayAddress) + wanted.text(List.of()));
        }
        fastThere = wanted.fast().isPresent();
        written = wanted;
        refused = null;
        there = wanted.known();
    }

    private KernelRules rules(List<MemberView> members) {
        KernelRules rules = plain(members);
        return rules.along(fastPaths.to(rules.known()));
    }

    private KernelRules plain(List<MemberView> members) {
        formerLock.lock();
        try {
            return KernelRules.of(arrayAddress, ports, settings, members, former);
        } finally {
            formerLock.unlock();
        }
    }

    /// Takes the rules away, which resets every connection at its next packet.
    @Override
    public void close() {
        decisions.close();
        keeper.interrupt();
        writing.lock();
        try {
            nftables.run((fastThere ? FastPath.removal(arrayAddress) : "") + KernelRules.removal(arrayAddress));
        } catch (IOException failure) {
            LOG.error("the rules of the balancer on {} could not be taken away: {}", arrayAddress.getHostAddress(),
                    failure.getMessage());
        } finally {
            writing.unlock();
        }
        ArrayPort.close(places);
    }
}
