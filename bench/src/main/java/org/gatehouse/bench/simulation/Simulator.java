package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Runs worlds; of one that breaks a rule it tells the seed, the fewest faults that break it, and what happened last.
final class Simulator {
    private static final long MILLIS = 1_000;

    private Simulator() {}

    /// What came of a world.
    ///
    /// @param events how much happened
    /// @param longestGap milliseconds that somebody was not served while there was a way
    /// @param wayShare of all times at which a client was looked at, the part at which there was a way to its mailbox
    record Result(long events, long longestGap, double wayShare) {}

    /// What a world broke.
    ///
    /// @param plan with no more faults than it takes
    record Failure(Plan plan, RuntimeException broken, List<String> trace) {
        String text() {
            return "gatehouse.seed=" + plan.seed() + "\n" + broken.getMessage() + "\nservers " + plan.members()
                    + ", databases synchronous " + plan.synchronous() + ", sessions " + plan.sessions() + ", mailboxes "
                    + plan.mailboxes() + "\nfaults:\n  " + String.join("\n  ", plan.faults().stream()
                            .map(Fault::toString).toList()) + "\nlast:\n  " + String.join("\n  ", trace);
        }
    }

    /// @throws RuntimeException what it broke
    static Result run(Plan plan, Cores cores) {
        var world = new World(plan, cores, false);
        world.run();
        return result(world);
    }

    /// Runs a world that is too large to be tried again for the fewest faults.
    ///
    /// @param eachSecond told the virtual second whenever one is over
    /// @throws RuntimeException what it broke
    static Result runOnce(Plan plan, Cores cores, LongConsumer eachSecond) {
        var world = new World(plan, cores, false);
        for (long second = 1; second <= plan.lasts() / MILLIS; second++) {
            long over = second;
            world.time.in(second * MILLIS, () -> eachSecond.accept(over));
        }
        world.run();
        return result(world);
    }

    private static Result result(World world) {
        return new Result(world.time.done(), world.patience.longestGap(), world.patience.wayShare());
    }

    /// Runs a world, and finds out more when it fails.
    static Optional<Failure> fails(Plan plan, Cores cores) {
        try {
            Result _ = run(plan, cores);
            return Optional.empty();
        } catch (RuntimeException broken) {
            return Optional.of(explain(plan, cores));
        }
    }

    private static Failure explain(Plan plan, Cores cores) {
        Plan fewest = plan;
        for (int at = plan.faults().size() - 1; at >= 0; at--) {
            var fewer = new ArrayList<>(fewest.faults());
            fewer.remove(at);
            Plan tried = fewest.with(fewer);
            if (breaks(tried, cores)) {
                fewest = tried;
            }
        }
        var world = new World(fewest, cores, true);
        try {
            world.run();
        } catch (RuntimeException broken) {
            return new Failure(fewest, broken, world.traced());
        }
        throw new IllegalStateException("the same plan has not done the same twice: " + fewest);
    }

    private static boolean breaks(Plan plan, Cores cores) {
        try {
            Result _ = run(plan, cores);
            return false;
        } catch (RuntimeException broken) {
            return true;
        }
    }
}
