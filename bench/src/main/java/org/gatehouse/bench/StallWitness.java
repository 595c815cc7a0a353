package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Tells when a processor of a virtual machine was away: wakes a thousand times a second before everything else on
/// that processor (SCHED_FIFO), and notes when it was late all the same. A process of its own; its lines are `go` and
/// `stop`, which is answered with what it noted since. Times are those of [System#nanoTime], which Linux counts alike
/// in all processes.
final class StallWitness {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LATE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int STALLS_MAX = 100_000;

    private final List<Stall> stalls = new ArrayList<>();
    private boolean noting;

    private StallWitness() {}

    /// From the last moment that the processor is known to have been there.
    record Stall(long from, long to) {
        static Stall parse(String text) {
            String[] both = text.split("-");
            return new Stall(Long.parseLong(both[0]), Long.parseLong(both[1]));
        }

        boolean meets(long start, long end) {
            return from - end < 0 && start - to < 0;
        }

        @Override
        public String toString() {
            return from + "-" + to;
        }
    }

    /// One for each processor.
    static List<Child> start() throws IOException {
        var witnesses = new ArrayList<Child>();
        for (int processor = 0; processor < Runtime.getRuntime().availableProcessors(); processor++) {
            witnesses.add(Child.start(
                    List.of("taskset", "--cpu-list", Integer.toString(processor), "chrt", "--fifo", "2"),
                    StallWitness.class));
        }
        return witnesses;
    }

    static void go(List<Child> witnesses) throws IOException {
        for (Child witness : witnesses) {
            String _ = witness.command("go");
        }
    }

    /// What all of them noted.
    static List<Stall> stop(List<Child> witnesses) throws IOException {
        var all = new ArrayList<Stall>();
        for (Child witness : witnesses) {
            String noted = witness.command("stop");
            if (!noted.isEmpty()) {
                Arrays.stream(noted.split(" ")).map(Stall::parse).forEach(all::add);
            }
        }
        return all;
    }

    public static void main(String[] none) throws IOException {
        BufferedReader commands = Child.commands();
        var witness = new StallWitness();
        Thread.ofPlatform().daemon().start(witness::watch);
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println("done " + witness.turn(line.equals("go")));
        }
    }

    private synchronized String turn(boolean on) {
        String noted = stalls.stream().map(Stall::toString).collect(Collectors.joining(" "));
        stalls.clear();
        noting = on;
        return noted;
    }

    private void watch() {
        long last = System.nanoTime();
        while (true) {
            long due = last + PERIOD_NANOS;
            for (long wait = PERIOD_NANOS; wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            long now = System.nanoTime();
            if (now - due > LATE_NANOS) {
                note(new Stall(last, now));
            }
            last = now;
        }
    }

    private synchronized void note(Stall stall) {
        if (noting && stalls.size() < STALLS_MAX) {
            stalls.add(stall);
        }
    }
}
