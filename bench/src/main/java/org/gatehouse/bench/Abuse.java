package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.gatehouse.client.BackoffException;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;

/// What others feel of one person who asks for all they can get: sixteen sessions that read and save as fast as they
/// are answered, and ask again at once when they are told to wait. Others' requests are due in a fixed rhythm and
/// measured from the moment they were due. Quiet, then abused without limits, then under a policy that gives the person
/// 25 % of each minute: there rounds with and without abuse alternate, so that the machine is the same.
/// `Abuse [FOLDER]`
final class Abuse {
    private static final int OTHERS = 6;
    private static final int ABUSER = BenchOrganization.PEOPLE - 1;
    private static final int ABUSING_SESSIONS = 16;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(10);
    private static final long UNLIMITED = TimeUnit.SECONDS.toNanos(10);
    private static final long ROUND = TimeUnit.SECONDS.toNanos(6);
    private static final long HOLDS_WITHIN = TimeUnit.SECONDS.toNanos(60);
    private static final int ROUNDS = 7;
    private static final double TARGET = 1.5;

    private final Bench bench;
    private final List<MapiSession> sessions = new ArrayList<>();
    private final List<MailboxClient> others = new ArrayList<>();
    private final List<Thread> abusers = new ArrayList<>();
    private final AtomicBoolean abusing = new AtomicBoolean();
    private volatile boolean over;
    private final LongAdder answered = new LongAdder();
    private final LongAdder putOff = new LongAdder();

    private Abuse(Bench bench) {
        this.bench = bench;
    }

    public static void main(String[] arguments) throws Exception {
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            new Abuse(bench).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        for (int other = 0; other < OTHERS; other++) {
            others.add(mailbox(other));
        }
        for (int number = 0; number < ABUSING_SESSIONS; number++) {
            MailboxClient mailbox = mailbox(ABUSER);
            boolean saves = number % 4 == 0;
            abusers.add(Thread.ofVirtual().start(() -> abuse(mailbox, saves)));
        }
        Histogram _ = phase(false, WARM_UP);
        System.out.printf("quiet: %s%n", Bench.millis(phase(false, ROUND)));
        System.out.printf("abused without a limit: %s%n", Bench.millis(phase(true, UNLIMITED)));
        String _ = bench.child().command("throttle person" + ABUSER + " 25");
        awaitHeld();
        var ratios = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            Histogram quiet = phase(false, ROUND);
            Histogram abused = phase(true, ROUND);
            double ratio = (double) abused.getValueAtPercentile(99) / quiet.getValueAtPercentile(99);
            ratios.add(ratio);
            System.out.printf("round %d under 25 %%: quiet %s; abused %s; ratio of p99 %.2f%n", round,
                    Bench.millis(quiet), Bench.millis(abused), ratio);
        }
        Bench.verdict("others' p99 beside a held abuser", Bench.median(ratios), TARGET, "times quiet");
        over = true;
        abusers.forEach(LockSupport::unpark);
        for (Thread abuser : abusers) {
            abuser.join();
        }
        for (MapiSession session : sessions) {
            session.close();
        }
    }

    private MailboxClient mailbox(int person) throws IOException {
        MapiSession session = bench.connect(bench.member(), person, Bench.TIMEOUT);
        sessions.add(session);
        return MailboxClient.logon(session);
    }

    /// Until the policy holds and the first minute's share is used up.
    private void awaitHeld() throws InterruptedException {
        long end = System.nanoTime() + HOLDS_WITHIN;
        long before = putOff.sum();
        Histogram burst = Bench.histogram();
        while (putOff.sum() == before) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the policy does not hold");
            }
            burst.add(phase(true, TimeUnit.SECONDS.toNanos(1)));
        }
        System.out.printf("until the policy held and its share was used up: %s%n", Bench.millis(burst));
    }

    private Histogram phase(boolean withAbuse, long nanos) throws InterruptedException {
        long answers = answered.sum();
        long waits = putOff.sum();
        abusing.set(withAbuse);
        abusers.forEach(LockSupport::unpark);
        Histogram latency = new SynchronizedHistogram(3);
        long start = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < OTHERS; number++) {
            MailboxClient mailbox = others.get(number);
            long first = number * STEP_NANOS / OTHERS;
            threads.add(Thread.ofVirtual().start(() -> work(mailbox, start, first, nanos, latency)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        abusing.set(false);
        if (withAbuse) {
            System.out.printf("  the abuser was answered %d times and put off %d times in %.0f s%n",
                    answered.sum() - answers, putOff.sum() - waits, nanos / 1e9);
        }
        return latency;
    }

    private static void work(MailboxClient mailbox, long start, long first, long nanos, Histogram latency) {
        try {
            for (long due = first; due < nanos; due += STEP_NANOS) {
                for (long wait = start + due - System.nanoTime(); wait > 0; wait = start + due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                latency.recordValue(System.nanoTime() - start - due);
            }
        } catch (IOException failed) {
            System.err.println("one of the others ended: " + failed.getMessage());
        }
    }

    private void abuse(MailboxClient mailbox, boolean saves) {
        List<PropertyValue> message = List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, "subject"), MailboxClient.text(Tags.BODY, RawSaves.BODY));
        try {
            while (!over) {
                if (!abusing.get()) {
                    LockSupport.park();
                    continue;
                }
                try {
                    if (saves) {
                        mailbox.save(mailbox.inbox(), message);
                    } else {
                        mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                    }
                    answered.increment();
                } catch (BackoffException waiting) {
                    putOff.increment();
                }
            }
        } catch (IOException failed) {
            System.err.println("an abuser ended: " + failed.getMessage());
        }
    }
}
