package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;

/// MAPI over HTTP at half the rate that a member can take: 64 sessions on a TLS connection each send an Execute with
/// one RopGetPropertiesSpecific at times that were fixed beforehand, whether or not earlier ones were answered in time.
/// Latency counts from the time that a request was meant for, so a pause of the server counts for all it delays.
///
/// The saturation rate is measured twice just before: by the same sessions asking one after the other without a
/// pause, and as the highest rate of requests at fixed times that is still kept up with. The first is higher, since
/// those who are late share wake-ups. Each session keeps an interval of its own from a random beginning. For
/// comparison the same times against a bare TLS server in Java, which sends as many bytes: what the machine itself
/// does to the ratio. `HttpOpenLoop [FOLDER [RATE]]`; with a rate only at that many requests a second, to compare.
final class HttpOpenLoop {
    private static final int CONNECTIONS = 64;
    private static final long WARM_UP_SECONDS = 25;
    private static final long SATURATED_SECONDS = 10;
    private static final long OPEN_SECONDS = 20;
    private static final int ROUNDS = 5;
    /// Rounds left away: a load of another kind has other code compiled.
    private static final int WARM_UP_ROUNDS = 1;
    private static final long SEARCH_SECONDS = 4;
    private static final int SEARCH_STEPS = 5;
    /// Whoever falls behind is this late at once.
    private static final long LATE_NANOS = 50_000_000;
    private static final double TARGET_RATIO = 5;
    /// Of an answer to such a request, header fields included.
    private static final int ANSWER_BYTES = 900;
    private static final int REQUEST_BYTES = 900;

    private HttpOpenLoop() {}

    @FunctionalInterface
    private interface Client {
        void ask() throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        try (Bench bench = Bench.start(Bench.folder(arguments));
                TlsCopy.Peer bare = TlsCopy.start(bench.root());
                ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Client> sessions = new ArrayList<>();
            List<Client> sockets = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                sessions.add(session(bench, i));
                sockets.add(socket(bare));
            }
            saturate(threads, sessions, WARM_UP_SECONDS);
            saturate(threads, sockets, WARM_UP_SECONDS / 2);
            if (arguments.length > 1) {
                atRate(Double.parseDouble(arguments[1]), bench, threads, sessions, sockets);
                return;
            }
            List<Double> closed = new ArrayList<>();
            List<Double> open = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double rate = saturate(threads, sessions, SATURATED_SECONDS);
                double half = atHalf("without pauses", rate, bench, threads, sessions, sockets);
                double kept = keptUpWith(threads, sessions, rate);
                double halfKept = atHalf("at fixed times", kept, bench, threads, sessions, sockets);
                if (round >= WARM_UP_ROUNDS) {
                    closed.add(half);
                    open.add(halfKept);
                }
            }
            Bench.verdict("p99 to p50 at half the rate of saturation without pauses", Bench.median(closed),
                    TARGET_RATIO, "times");
            Bench.verdict("p99 to p50 at half the rate of saturation at fixed times", Bench.median(open),
                    TARGET_RATIO, "times");
        }
    }

    private static void atRate(double rate, Bench bench, ExecutorService threads, List<Client> sessions,
            List<Client> sockets) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double ratio = atHalf("twice the rate given", 2 * rate, bench, threads, sessions, sockets);
            if (round >= WARM_UP_ROUNDS) {
                ratios.add(ratio);
            }
        }
        Bench.verdict("p99 to p50 at the rate given", Bench.median(ratios), TARGET_RATIO, "times");
    }

    /// The ratio of p99 to p50 at half a rate, and beside it that of the bare server.
    private static double atHalf(String how, double rate, Bench bench, ExecutorService threads, List<Client> sessions,
            List<Client> sockets) throws Exception {
        double before = bench.child().cpuSeconds();
        Histogram latency = openLoop(threads, sessions, rate / 2, OPEN_SECONDS);
        double cpu = (bench.child().cpuSeconds() - before) * 1000 / latency.getTotalCount();
        Histogram machine = openLoop(threads, sockets, rate / 2, OPEN_SECONDS);
        System.out.printf("saturated %s at %.0f requests/s; at %.0f/s: CPU %.3f ms a request, %s, p99/p50 %.1f; "
                + "bare TLS at the same times: %s, p99/p50 %.1f%n", how, rate, rate / 2, cpu,
                Bench.millis(latency), ratio(latency), Bench.millis(machine), ratio(machine));
        return ratio(latency);
    }

    /// The highest rate, up to `most`, at which nine of ten requests are not late.
    private static double keptUpWith(ExecutorService threads, List<Client> clients, double most) throws Exception {
        double kept = 0;
        double lost = most;
        for (int step = 0; step < SEARCH_STEPS; step++) {
            double rate = (kept + lost) / 2;
            if (openLoop(threads, clients, rate, SEARCH_SECONDS).getValueAtPercentile(90) < LATE_NANOS) {
                kept = rate;
            } else {
                lost = rate;
            }
        }
        return kept;
    }

    private static Client session(Bench bench, int number) throws IOException {
        MapiSession session = bench.connectHttps(number);
        MailboxClient mailbox = MailboxClient.logon(session);
        return () -> mailbox.readStore(List.of(Tags.DISPLAY_NAME));
    }

    private static Client socket(TlsCopy.Peer bare) throws IOException {
        SSLSocket socket = bare.connect();
        return () -> TlsCopy.ask(socket, REQUEST_BYTES, ANSWER_BYTES);
    }

    private static double ratio(Histogram latency) {
        return (double) latency.getValueAtPercentile(99) / latency.getValueAtPercentile(50);
    }

    /// Everybody without a pause; requests a second.
    private static double saturate(ExecutorService threads, List<Client> clients, long seconds) throws Exception {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<Long>> counts = new ArrayList<>();
        for (Client client : clients) {
            counts.add(threads.submit(() -> {
                long count = 0;
                while (System.nanoTime() < end) {
                    client.ask();
                    count++;
                }
                return count;
            }));
        }
        long all = 0;
        for (Future<Long> count : counts) {
            all += count.get();
        }
        return all * 1e9 / (System.nanoTime() - start);
    }

    private static Histogram openLoop(ExecutorService threads, List<Client> clients, double perSecond,
            long seconds) throws Exception {
        long interval = (long) (clients.size() * 1e9 / perSecond);
        long start = System.nanoTime() + interval;
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        var random = new Random(64);
        List<Future<Histogram>> parts = new ArrayList<>();
        for (Client client : clients) {
            long first = start + random.nextLong(interval);
            parts.add(threads.submit(() -> {
                var latency = Bench.histogram();
                for (long due = first; due < end; due += interval) {
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    client.ask();
                    latency.recordValue(System.nanoTime() - due);
                }
                return latency;
            }));
        }
        var whole = Bench.histogram();
        for (Future<Histogram> part : parts) {
            whole.add(part.get());
        }
        return whole;
    }
}
