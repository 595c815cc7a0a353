package org.gatehouse.server.edge;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.edge.balancer.Output;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a balancer's decisions are made, whoever carries its bytes: [Balancer] with its lock and its clock, and the
/// probes of its members.
final class DecisionLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionLoop.class);
    /// What takes longer than this stands still; as long as a probe may take on a machine under a flood.
    static final Duration STANDSTILL = Duration.ofSeconds(3);

    private final Balancer balancer;
    private final Duration tickInterval;
    private final MemberProbes probes;
    private final Carrier carrier;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long tickedAt = now();
    private volatile boolean open = true;
    private volatile @Nullable Thread clock;

    /// What carries the connections. Nothing that it is told may block it.
    interface Carrier {
        void obey(Output.OfConnection output);

        /// After each step.
        void stepped();

        /// After each look at the clock.
        void ticked();

        /// Says what becomes of the connections of a member that is down.
        String lost(int connections);
    }

    /// Begins with [#keepTime].
    DecisionLoop(BalancerSettings settings, BalancerLimits limits, HealthProbe probe, Carrier carrier) {
        this.balancer = new Balancer(settings);
        this.tickInterval = limits.tickInterval();
        this.probes = new MemberProbes(probe, limits.probeTimeMax(), this::step);
        this.carrier = carrier;
    }

    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /// Starts the clock, on a thread of its own.
    void keepTime() {
        clock = Thread.ofVirtual().name("balancer-clock").start(() -> {
            while (open) {
                tick();
                pause(tickInterval);
            }
        });
    }

    private void tick() {
        try {
            step(new Input.Tick());
            carrier.ticked();
            tickedAt = now();
        } catch (RuntimeException bug) {
            // Without a clock no member would ever be probed again.
            LOG.error("bug while keeping time", bug);
        }
    }

    /// Steps the balancer and hands its orders on. Nothing here blocks but the lock, which is held for a moment.
    void step(Input input) {
        lock.lock();
        try {
            balancer.step(input, now()).forEach(this::obey);
        } finally {
            lock.unlock();
        }
        carrier.stepped();
    }

    private void obey(Output output) {
        switch (output) {
            case Output.Probe(Member member) -> probes.begin(member);
            case Output.HealthChanged(String member, Health health, int lost) -> {
                if (health == Health.DOWN) {
                    LOG.warn("member {} is down; {}; the last probe: {}", member, carrier.lost(lost),
                            probes.lastFailure(member));
                } else {
                    LOG.info("member {} is up", member);
                }
            }
            case Output.OfConnection decision -> carrier.obey(decision);
        }
    }

    void add(Member member) {
        step(new Input.MemberAdded(member));
    }

    void remove(String member) {
        step(new Input.MemberRemoved(member));
        probes.forget(member);
    }

    /// The members as they stand.
    List<MemberView> members() {
        lock.lock();
        try {
            return balancer.members();
        } finally {
            lock.unlock();
        }
    }

    boolean hasMember(InetAddress address) {
        return members().stream().anyMatch(view -> view.member().address().equals(address));
    }

    /// What keeps it from deciding; empty as long as nothing does.
    Optional<String> ailment() {
        long silent = now() - tickedAt;
        return silent < STANDSTILL.toMillis() ? Optional.empty()
                : Optional.of("no decision has been made for " + silent + " ms");
    }

    boolean isOpen() {
        return open;
    }

    /// Waits, but not beyond the end.
    void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            open = false;
        }
    }

    @Override
    public void close() {
        open = false;
        Thread running = clock;
        if (running != null) {
            running.interrupt();
        }
    }
}
