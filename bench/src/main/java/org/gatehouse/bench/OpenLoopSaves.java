package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;

/// How long a durable save of 10 KB takes from the moment it was due, while 32 sealed sessions write to one mailbox at
/// half the rate at which they saturate the server. Each round first finds that rate in a closed loop, then offers half
/// of it in a fixed rhythm, whatever the server does: a save that starts late has waited. `OpenLoopSaves [FOLDER]`
final class OpenLoopSaves {
    private static final long CLOSED_NANOS = 6_000_000_000L;
    private static final long OPEN_NANOS = 10_000_000_000L;
    private static final int ROUNDS = 5;
    private static final int WRITERS = RawSaves.WRITERS;
    private static final double TARGET = 4;

    private OpenLoopSaves() {}

    @FunctionalInterface
    private interface Writer {
        void write(MailboxClient mailbox, int number) throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            var sessions = new ArrayList<MapiSession>();
            var mailboxes = new ArrayList<MailboxClient>();
            for (int writer = 0; writer < WRITERS; writer++) {
                MapiSession session = bench.connect(bench.member(), 0, Bench.TIMEOUT);
                sessions.add(session);
                mailboxes.add(MailboxClient.logon(session));
            }
            for (int round = 0; round < ROUNDS; round++) {
                round(mailboxes, round);
            }
            for (MapiSession session : sessions) {
                session.close();
            }
        }
    }

    private static void round(List<MailboxClient> mailboxes, int round) throws InterruptedException {
        double saturated = closed(mailboxes);
        double rate = saturated / 2;
        Histogram latency = new SynchronizedHistogram(3);
        open(mailboxes, rate, latency);
        double ratio = (double) latency.getValueAtPercentile(99) / latency.getValueAtPercentile(50);
        System.out.printf("round %d: saturated at %.0f/s; at %.0f/s from the moment due: %s; p99 is %.1f times p50 "
                + "(target %.0f)%n", round, saturated, rate, Bench.millis(latency), ratio, TARGET);
    }

    private static double closed(List<MailboxClient> mailboxes) throws InterruptedException {
        var saved = new AtomicLong();
        long start = System.nanoTime();
        each(mailboxes, (mailbox, number) -> {
            while (System.nanoTime() - start < CLOSED_NANOS) {
                save(mailbox);
                saved.incrementAndGet();
            }
        });
        return saved.get() * 1e9 / (System.nanoTime() - start);
    }

    /// Writer n of 32 has its saves due at n, n + 32, n + 64 ... steps after the start.
    private static void open(List<MailboxClient> mailboxes, double rate, Histogram latency)
            throws InterruptedException {
        long step = (long) (1e9 / rate);
        long start = System.nanoTime();
        each(mailboxes, (mailbox, number) -> {
            for (long due = number * step; due < OPEN_NANOS; due += WRITERS * step) {
                for (long wait = start + due - System.nanoTime(); wait > 0; wait = start + due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                save(mailbox);
                latency.recordValue(System.nanoTime() - start - due);
            }
        });
    }

    private static void each(List<MailboxClient> mailboxes, Writer writer) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < mailboxes.size(); number++) {
            int mine = number;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    writer.write(mailboxes.get(mine), mine);
                } catch (IOException failed) {
                    System.err.println("a writer ended: " + failed.getMessage());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void save(MailboxClient mailbox) throws IOException {
        List<PropertyValue> message = List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, "subject"), MailboxClient.text(Tags.BODY, RawSaves.BODY));
        mailbox.save(mailbox.inbox(), message);
    }
}
