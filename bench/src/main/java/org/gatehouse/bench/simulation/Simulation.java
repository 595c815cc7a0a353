package org.gatehouse.bench.simulation;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/// Runs simulated worlds: `Simulation [WORLDS [SEED]]` small ones, or `Simulation large SERVERS SESSIONS SECONDS
/// [SEED]` one large one. Prints worlds and events per second, and the longest time that somebody waited although
/// there was a way to serve; ends with 1 and the seed when something did not hold that must.
public final class Simulation {
    private static final String USAGE = "usage: simulation.Simulation [WORLDS [SEED]] | large SERVERS SESSIONS SECONDS "
            + "[SEED]";
    private static final double NANOS = 1e9;
    private static final int PROGRESS_SECONDS = 5;
    private static final long MEBIBYTE = 1 << 20;
    private static final Cores REAL = new Cores() { };

    private Simulation() {}

    public static void main(String[] arguments) {
        try {
            start(arguments);
        } catch (NumberFormatException unreadable) {
            System.err.println("not a number, " + unreadable.getMessage() + "; " + USAGE);
            System.exit(64);
        }
    }

    private static void start(String[] arguments) {
        boolean large = arguments.length > 0 && arguments[0].equals("large");
        if (arguments.length > (large ? 5 : 2) || large && arguments.length < 4) {
            System.err.println(USAGE);
            System.exit(64);
        }
        if (large) {
            long seed = arguments.length > 4 ? Long.parseLong(arguments[4]) : 1;
            Plan plan = Plan.large(seed, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]),
                    Long.parseLong(arguments[3]));
            System.out.printf("%d servers, %d machines, %d databases, %d sessions, %d faults, seed %d%n",
                    plan.memberCount(), World.hosts(plan), plan.synchronous().size(), plan.sessions(),
                    plan.faults().size(), seed);
            report(1, () -> large(plan));
        } else {
            int worlds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
            long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
            report(worlds, () -> many(worlds, seed));
        }
    }

    /// Several worlds together.
    private record Sum(long events, long longestGap, double wayShare, Optional<String> failure) {}

    private interface Job {
        Sum run();
    }

    private static Sum one(Plan plan) {
        try {
            Simulator.Result result = Simulator.run(plan, REAL);
            return new Sum(result.events(), result.longestGap(), result.wayShare(), Optional.empty());
        } catch (RuntimeException broken) {
            return new Sum(0, 0, 0, Simulator.fails(plan, REAL).map(Simulator.Failure::text));
        }
    }

    /// Tells how far it is, since it takes long.
    private static Sum large(Plan plan) {
        try {
            Simulator.Result result = Simulator.runOnce(plan, REAL, second -> {
                if (second % PROGRESS_SECONDS == 0) {
                    System.out.printf("%d s are over, after %.0f s of CPU%n", second,
                            ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / NANOS);
                }
            });
            return new Sum(result.events(), result.longestGap(), result.wayShare(), Optional.empty());
        } catch (RuntimeException broken) {
            return new Sum(0, 0, 0, Optional.of("gatehouse.seed=" + plan.seed() + "\n" + broken.getMessage()));
        }
    }

    private static Sum many(int worlds, long seed) {
        long events = 0;
        long gap = 0;
        double ways = 0;
        for (int world = 0; world < worlds; world++) {
            Sum sum = one(Plan.small(seed + world));
            events += sum.events;
            gap = Math.max(gap, sum.longestGap);
            ways += sum.wayShare / worlds;
            if (sum.failure.isPresent()) {
                return new Sum(events, gap, ways, sum.failure);
            }
        }
        return new Sum(events, gap, ways, Optional.empty());
    }

    private static void report(int worlds, Job job) {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        Sum sum = job.run();
        double seconds = (System.nanoTime() - start) / NANOS;
        double busy = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / NANOS;
        System.out.printf("%d worlds, %d events in %.1f s (%.1f s of CPU): %.0f worlds/s, %.0f events/s; the longest "
                + "wait while there was a way %d ms, and there was one %.0f %% of the time; %d MB of memory%n", worlds,
                sum.events, seconds, busy, worlds / seconds, sum.events / seconds, sum.longestGap, 100 * sum.wayShare,
                Runtime.getRuntime().totalMemory() / MEBIBYTE);
        if (sum.failure.isPresent()) {
            System.out.println(sum.failure.get());
            System.exit(1);
        }
    }
}
