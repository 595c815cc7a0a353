package org.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;

/// How long a client is without its mailbox when its Client Access server dies: from the death to the first property
/// read after reconnecting through the same address. `DeathGap [FOLDER]`
final class DeathGap {
    private static final int DEATHS = 20;
    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final Duration REST = Duration.ofSeconds(3);

    private DeathGap() {}

    public static void main(String[] arguments) throws Exception {
        var gaps = Bench.histogram();
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            long begin = System.nanoTime();
            for (int death = 0; death < DEATHS; death++) {
                MapiSession session = connect(bench, System.nanoTime());
                MailboxClient mailbox = MailboxClient.logon(session);
                read(mailbox);
                long start = System.nanoTime();
                String dead = bench.child().command("kill");
                boolean broke = false;
                try {
                    read(mailbox);
                } catch (IOException gone) {
                    broke = true;
                }
                if (!broke) {
                    throw new IOException("the session outlived " + dead);
                }
                session.drop();
                MapiSession again = connect(bench, start);
                read(MailboxClient.logon(again));
                gaps.recordValue(System.nanoTime() - start);
                again.close();
                bench.child().command("revive " + dead);
                Thread.sleep(REST); // the balancer takes the member back
            }
            System.out.printf("%d deaths in %.0f s: gap %s (target 1000 ms, ratio of the worst %.2f)%n", DEATHS,
                    (System.nanoTime() - begin) / 1e9, Bench.millis(gaps), gaps.getMaxValue() / 1e9);
        }
    }

    private static void read(MailboxClient mailbox) throws IOException {
        mailbox.readStore(List.of(Tags.DISPLAY_NAME));
    }

    private static MapiSession connect(Bench bench, long since) throws IOException {
        while (true) {
            try {
                return bench.connect(bench.balanced(), 0, ATTEMPT);
            } catch (IOException down) {
                if (System.nanoTime() - since > Bench.TIMEOUT.toNanos()) {
                    throw down;
                }
            }
        }
    }
}
