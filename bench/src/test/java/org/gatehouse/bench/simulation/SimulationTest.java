package org.gatehouse.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// Ten thousand small worlds in which things go wrong, and what must hold at every step of them.
class SimulationTest {
    private static final int WORLDS = 10_000;
    /// Long runs end then, however many worlds there were.
    private static final long NANOS_MAX = 20 * 60_000_000_000L;
    static final Cores REAL = new Cores() { };

    @Test
    void whatMustHoldHoldsInEveryWorld() {
        long seed = Mutations.seed();
        long start = System.nanoTime();
        for (int world = 0; world < Mutations.rounds(WORLDS) && System.nanoTime() - start < NANOS_MAX; world++) {
            Simulator.fails(Plan.small(seed + world), REAL).ifPresent(failure -> fail(failure.text()));
        }
    }

    @Test
    void aSeedReplaysAWorld() {
        assertThat(course(3)).isEqualTo(course(3)).isNotEqualTo(course(4));
    }

    private static String course(long seed) {
        var world = new World(Plan.small(seed), REAL, true);
        world.run();
        return world.time.done() + " " + world.traced();
    }

    @Test
    void aFailureTellsItsSeedTheFewestFaultsAndWhatHappenedLast() {
        Simulator.Failure failure = first(BrokenCores.IGNORING_DRAINS, 1, 400).orElseThrow();
        assertThat(failure.plan().faults()).extracting(Fault::kind).containsExactly(Fault.Kind.SUSPENDED);
        assertThat(failure.text()).startsWith("gatehouse.seed=" + failure.plan().seed() + "\n").contains("SUSPENDED",
                "ConnectionArrived");
        assertThat(Simulator.fails(Plan.small(failure.plan().seed()), BrokenCores.IGNORING_DRAINS)).isPresent();
    }

    /// The first of so many worlds that breaks a rule.
    static Optional<Simulator.Failure> first(Cores cores, long from, int worlds) {
        for (long seed = from; seed < from + worlds; seed++) {
            Optional<Simulator.Failure> failure = Simulator.fails(Plan.small(seed), cores);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }
}
