package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;

/// MAPI over HTTP at a member, over TLS that is kept alive: one client's small requests one after the other, each an
/// Execute with one RopGetPropertiesSpecific for one property. `HttpLoad [FOLDER]`
final class HttpLoad {
    private static final int WARM_UP = 60_000;
    private static final int REQUESTS = 20_000;
    private static final int ROUNDS = 8;
    private static final double TARGET_MILLIS = 0.25;

    private HttpLoad() {}

    public static void main(String[] arguments) throws IOException {
        try (Bench bench = Bench.start(Bench.folder(arguments)); MapiSession session = bench.connectHttps(0)) {
            MailboxClient mailbox = MailboxClient.logon(session);
            run(mailbox, WARM_UP, Bench.histogram());
            List<Double> rounds = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                var latency = Bench.histogram();
                double before = bench.child().cpuSeconds();
                run(mailbox, REQUESTS, latency);
                double millis = (bench.child().cpuSeconds() - before) * 1000 / REQUESTS;
                System.out.printf("round %d: CPU %.3f ms a request (target %.2f, ratio %.2f); latency %s%n", round,
                        millis, TARGET_MILLIS, millis / TARGET_MILLIS, Bench.millis(latency));
                rounds.add(millis);
            }
            Bench.verdict("Execute of one property, CPU", Bench.median(rounds), TARGET_MILLIS, "ms");
        }
    }

    private static void run(MailboxClient mailbox, int requests, Histogram latency) throws IOException {
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            mailbox.readStore(List.of(Tags.DISPLAY_NAME));
            latency.recordValue(System.nanoTime() - start);
        }
    }
}
