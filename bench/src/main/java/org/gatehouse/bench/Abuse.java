package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;

/// What others feel of one person who asks for all they can get: sixteen sessions that read and save as fast as they
/// are answered, and ask again at once when they are told to wait. Others' requests are due in a fixed rhythm and
/// measured from the moment they were due. Quiet, then abused without limits, then under a policy that gives the person
/// 25 % of each minute: there rounds with and without abuse alternate, so that the machine is the same. Clients stand
/// for machines of their own: the person's are a process that has only the processor time that nobody else wants
/// (SCHED_IDLE), and the others' have theirs before everybody else (SCHED_RR), since they are what is measured.
/// Requests during which a processor was away are left out and counted (see [StallWitness]). Takes root.
/// `Abuse [FOLDER [ROUNDS]]`
final class Abuse {
    private static final int OTHERS = 6;
    private static final int ABUSER = BenchOrganization.PEOPLE - 1;
    private static final List<String> IDLE = List.of("chrt", "--idle", "0");
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(10);
    private static final long UNLIMITED = TimeUnit.SECONDS.toNanos(20);
    private static final long ROUND = TimeUnit.SECONDS.toNanos(6);
    private static final long HOLDS_WITHIN = TimeUnit.SECONDS.toNanos(60);
    private static final int ROUNDS = 16;
    private static final double TARGET = 1.5;

    private final Bench bench;
    private final Child abuser;
    private final List<Child> witnesses;
    private final int rounds;
    private final List<MapiSession> sessions = new ArrayList<>();
    private final List<MailboxClient> others = new ArrayList<>();

    private Abuse(Bench bench, Child abuser, List<Child> witnesses, int rounds) {
        this.bench = bench;
        this.abuser = abuser;
        this.witnesses = witnesses;
        this.rounds = rounds;
    }

    /// When one of the others' requests was due, and when it was answered.
    private record Request(long due, long answered) {}

    /// What others waited, and what the abuser got.
    ///
    /// @param leftOut in percent
    private record Phase(Histogram latency, double leftOut, long answered, long putOff) {
        static Phase of(Collection<Request> requests, List<StallWitness.Stall> stalls, long answered, long putOff) {
            Histogram latency = Bench.histogram();
            for (Request request : requests) {
                if (stalls.stream().noneMatch(stall -> stall.meets(request.due, request.answered))) {
                    latency.recordValue(request.answered - request.due);
                }
            }
            double leftOut = 100.0 * (requests.size() - latency.getTotalCount()) / requests.size();
            return new Phase(latency, leftOut, answered, putOff);
        }

        @Override
        public String toString() {
            return "%s, %.1f %% left out (answered %d, put off %d)".formatted(Bench.millis(latency), leftOut, answered,
                    putOff);
        }

        long p99() {
            return latency.getValueAtPercentile(99);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        List<Child> witnesses = StallWitness.start();
        try (Bench bench = Bench.start(Bench.folder(arguments)); Child abuser = Child.start(IDLE, AbuseClient.class)) {
            new Abuse(bench, abuser, witnesses, rounds).run();
        } finally {
            for (Child witness : witnesses) {
                witness.close();
            }
        }
    }

    /// This process is the others' machine: nothing of the server's goes before it. Threads to come are begun by those
    /// that are, and have it from them; the other processes are there already.
    private static void comeFirst() throws IOException, InterruptedException {
        int code = new ProcessBuilder("chrt", "--all-tasks", "--rr", "--pid", "1",
                Long.toString(ProcessHandle.current().pid())).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("Abuse takes root: the others' clients could not be put first");
        }
    }

    private void run() throws IOException, InterruptedException {
        for (int other = 0; other < OTHERS; other++) {
            MapiSession session = bench.connect(bench.member(), other, Bench.TIMEOUT);
            sessions.add(session);
            others.add(MailboxClient.logon(session));
        }
        String _ = abuser.command(AbuseClient.account(bench.member(), bench.person(ABUSER)));
        comeFirst();
        Phase _ = phase(false, WARM_UP);
        System.out.printf("quiet: %s%n", phase(false, ROUND));
        System.out.printf("abused without a limit, 20 s: %s%n", phase(true, UNLIMITED));
        String _ = bench.child().command("throttle person" + ABUSER + " 25");
        awaitHeld();
        var refused = new ArrayList<Double>();
        var served = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
            Phase quiet = phase(false, ROUND);
            Phase abused = phase(true, ROUND);
            double ratio = (double) abused.p99() / quiet.p99();
            (abused.answered() == 0 ? refused : served).add(ratio);
            System.out.printf("round %d under 25 %%, 6 s each: quiet %s; abused %s; ratio of p99 %.2f%n", round, quiet,
                    abused, ratio);
        }
        verdict("put off", refused);
        verdict("served", served);
        for (MapiSession session : sessions) {
            session.close();
        }
    }

    private static void verdict(String how, List<Double> ratios) {
        if (!ratios.isEmpty()) {
            Bench.verdict("others' p99 beside an abuser who was " + how + " (" + ratios.size() + " rounds)",
                    Bench.median(ratios), TARGET, "times quiet");
        }
    }

    /// Until the policy holds and the first minute's share is used up.
    private void awaitHeld() throws IOException, InterruptedException {
        long end = System.nanoTime() + HOLDS_WITHIN;
        Histogram burst = Bench.histogram();
        Phase second;
        do {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the policy does not hold");
            }
            second = phase(true, TimeUnit.SECONDS.toNanos(1));
            burst.add(second.latency());
        } while (second.putOff() == 0);
        System.out.printf("until the policy held and its share was used up: %s%n", Bench.millis(burst));
    }

    private Phase phase(boolean withAbuse, long nanos) throws IOException, InterruptedException {
        if (withAbuse) {
            String _ = abuser.command("go");
        }
        var requests = new ConcurrentLinkedQueue<Request>();
        StallWitness.go(witnesses);
        long start = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < OTHERS; number++) {
            MailboxClient mailbox = others.get(number);
            long first = number * STEP_NANOS / OTHERS;
            threads.add(Thread.ofVirtual().start(() -> work(mailbox, start, first, nanos, requests)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        List<StallWitness.Stall> stalls = StallWitness.stop(witnesses);
        if (!withAbuse) {
            return Phase.of(requests, stalls, 0, 0);
        }
        String[] counts = abuser.command("stop").split(" ");
        return Phase.of(requests, stalls, Long.parseLong(counts[0]), Long.parseLong(counts[1]));
    }

    private static void work(MailboxClient mailbox, long start, long first, long nanos,
            Collection<Request> requests) {
        try {
            for (long due = first; due < nanos; due += STEP_NANOS) {
                for (long wait = start + due - System.nanoTime(); wait > 0; wait = start + due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                requests.add(new Request(start + due, System.nanoTime()));
            }
        } catch (IOException failed) {
            System.err.println("one of the others ended: " + failed.getMessage());
        }
    }
}
