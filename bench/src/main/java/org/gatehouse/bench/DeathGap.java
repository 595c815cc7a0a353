package org.gatehouse.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.gatehouse.bench.DeathClient.Kind;
import org.gatehouse.bench.DeathClient.Transport;

/// How long clients are without their mailbox when their Client Access server dies, over RPC/TCP, MAPI over HTTP and
/// Outlook Anywhere. With traffic: from the death to the first property read after reconnecting through the same
/// address. Idle, waiting for an event: until they notice, and until they wait again. `DeathGap [FOLDER [DEATHS]]`
final class DeathGap {
    private static final int DEATHS = 20;
    /// Deaths in which Java still compiles what it takes to connect.
    private static final int WARM_UP = 5;
    private static final long REST_MILLIS = 3_000;
    private static final double TARGET_SECONDS = 1;

    private DeathGap() {}

    /// One of them, and who is back.
    static final class Death {
        final long start = System.nanoTime();
        final CountDownLatch left;
        private final Figures figures;

        Death(Figures figures, int clients) {
            this.figures = figures;
            this.left = new CountDownLatch(clients);
        }

        void noticed(Transport transport) {
            of(figures.noticed, transport).recordValue(System.nanoTime() - start);
        }

        void back(Transport transport, Kind kind) {
            of(kind == Kind.BUSY ? figures.busy : figures.idle, transport).recordValue(System.nanoTime() - start);
            left.countDown();
        }
    }

    /// Of all deaths.
    static final class Figures {
        private final Map<Transport, Histogram> busy = histograms();
        private final Map<Transport, Histogram> noticed = histograms();
        private final Map<Transport, Histogram> idle = histograms();

        private static Map<Transport, Histogram> histograms() {
            var all = new EnumMap<Transport, Histogram>(Transport.class);
            for (Transport transport : Transport.values()) {
                all.put(transport, new SynchronizedHistogram(3));
            }
            return all;
        }

        void tell() {
            for (Transport transport : Transport.values()) {
                System.out.printf("%s: with traffic %s%n  idle, until it notices %s%n  idle, until it waits again %s%n",
                        transport, Bench.millis(of(busy, transport)), Bench.millis(of(noticed, transport)),
                        Bench.millis(of(idle, transport)));
                Bench.verdict("gap over " + transport + ", p99", of(busy, transport).getValueAtPercentile(99) / 1e9,
                        TARGET_SECONDS, "s");
            }
        }
    }

    private static Histogram of(Map<Transport, Histogram> all, Transport transport) {
        return Objects.requireNonNull(all.get(transport));
    }

    public static void main(String[] arguments) throws Exception {
        int deaths = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEATHS;
        Path folder = Bench.folder(arguments);
        try (Bench bench = Bench.start(folder)) {
            bench.awaitAnswer(bench.balanced()).close();
            var clients = new ArrayList<DeathClient>();
            for (Transport transport : Transport.values()) {
                for (Kind kind : Kind.values()) {
                    clients.add(new DeathClient(bench, transport, kind, clients.size()));
                }
            }
            clients.forEach(client -> Thread.ofPlatform().daemon().start(client));
            for (DeathClient client : clients) {
                client.awaitReady();
            }
            var warmUp = new Figures();
            var figures = new Figures();
            for (int death = 0; death < WARM_UP + deaths; death++) {
                die(bench, clients, death < WARM_UP ? warmUp : figures);
            }
            clients.forEach(DeathClient::end);
            System.out.printf("%d deaths, a client with traffic and an idle one over each transport; %d sessions ended "
                    + "without a death; load %.1f%n", deaths,
                    clients.stream().mapToInt(DeathClient::surprises).sum(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            figures.tell();
        }
    }

    private static void die(Bench bench, List<DeathClient> clients, Figures figures) throws Exception {
        var death = new Death(figures, clients.size());
        clients.forEach(client -> client.expect(death));
        String dead = bench.child().command("kill");
        if (!death.left.await(Bench.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException(death.left.getCount() + " clients are not back after the death of " + dead);
        }
        bench.child().command("revive " + dead);
        Thread.sleep(REST_MILLIS); // the balancer takes the member back
    }
}
