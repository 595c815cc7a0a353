package org.gatehouse.server.edge;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Probes members, each on a thread of its own.
final class MemberProbes {
    private static final Logger LOG = LoggerFactory.getLogger(MemberProbes.class);

    private final HealthProbe probe;
    private final Duration timeMax;
    private final Consumer<Input.ProbeAnswered> verdicts;
    /// Why the last failed probe of each member failed.
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    /// @param verdicts takes one for each probe
    MemberProbes(HealthProbe probe, Duration timeMax, Consumer<Input.ProbeAnswered> verdicts) {
        this.probe = probe;
        this.timeMax = timeMax;
        this.verdicts = verdicts;
    }

    void begin(Member member) {
        Thread.ofVirtual().name("balancer-probe-" + member.name()).start(() -> probe(member));
    }

    String lastFailure(String member) {
        return failures.getOrDefault(member, "none");
    }

    void forget(String member) {
        failures.remove(member);
    }

    /// Interrupted when it takes too long.
    private void probe(Member member) {
        var healthy = new AtomicBoolean();
        var reason = new AtomicReference<>("no answer in " + timeMax.toMillis() + " ms");
        Thread probing = Thread.ofVirtual().name("balancer-probing-" + member.name()).start(() -> {
            try {
                probe.probe(member);
                healthy.set(true);
            } catch (IOException failure) {
                reason.set(String.valueOf(failure.getMessage()));
                LOG.debug("probe of {} failed: {}", member.name(), failure.getMessage());
            } catch (RuntimeException failure) {
                reason.set(failure.toString());
                LOG.error("probe of {} failed", member.name(), failure);
            }
        });
        boolean inTime = false;
        try {
            inTime = probing.join(timeMax);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!inTime) {
            probing.interrupt();
        }
        boolean serves = inTime && healthy.get();
        if (!serves) {
            failures.put(member.name(), reason.get());
        }
        verdicts.accept(new Input.ProbeAnswered(member.name(), serves));
    }
}
