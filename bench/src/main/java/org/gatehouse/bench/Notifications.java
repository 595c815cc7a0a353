package org.gatehouse.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.EventWait;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopRegisterNotification;

/// How long it takes from the answer of a save through one Client Access server until EcDoAsyncWaitEx returns to a
/// session on another. `Notifications [FOLDER]`
final class Notifications {
    private static final int WARM_UP = 300;
    private static final int ROUNDS = 1_000;
    private static final int OTHER_MEMBER = 2;

    private Notifications() {}

    public static void main(String[] arguments) throws Exception {
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            InetSocketAddress here = bench.member();
            InetSocketAddress there = bench.at(BenchOrganization.address(OTHER_MEMBER));
            bench.awaitAnswer(bench.balanced()).close();
            try (MapiSession writer = bench.connect(here, 0, Bench.TIMEOUT);
                    MapiSession reader = bench.connect(there, 0, Bench.TIMEOUT);
                    EventWait events = reader.events(bench.person(0).account(), Bench.TIMEOUT)) {
                MailboxClient mailbox = MailboxClient.logon(writer);
                int logon = reader.logon(reader.userDn()).handle();
                reader.open(new RopRegisterNotification.Request(0, 0, 1, Notification.CREATED, null), logon);
                rounds(mailbox, reader, events, WARM_UP);
                double cpu = bench.child().cpuSeconds();
                Histogram[] measured = rounds(mailbox, reader, events, ROUNDS);
                System.out.println("save: " + Bench.millis(measured[0]));
                System.out.println("from the save's begin to the other server's answer: " + Bench.millis(measured[1]));
                System.out.println("from the save's answer to the other server's answer: "
                        + Bench.millis(measured[2]));
                System.out.printf("CPU of the server: %.3f ms for a save, its notification and its fetch%n",
                        (bench.child().cpuSeconds() - cpu) * 1000 / ROUNDS);
            }
        }
    }

    /// Of saves, of the whole way, and of the way behind the save.
    private static Histogram[] rounds(MailboxClient writer, MapiSession reader, EventWait events, int count)
            throws IOException, InterruptedException, ExecutionException {
        Histogram[] measured = {Bench.histogram(), Bench.histogram(), Bench.histogram()};
        for (int i = 0; i < count; i++) {
            var told = new CompletableFuture<Long>();
            Thread.ofVirtual().start(() -> {
                try {
                    if (!events.await()) {
                        throw new IOException("nothing was told");
                    }
                    told.complete(System.nanoTime());
                } catch (IOException failed) {
                    told.completeExceptionally(failed);
                }
            });
            long begin = System.nanoTime();
            writer.save(writer.inbox(), List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("message " + i))));
            long saved = System.nanoTime();
            long heard = told.get();
            measured[0].recordValue(saved - begin);
            measured[1].recordValue(heard - begin);
            measured[2].recordValue(Math.max(0, heard - saved));
            reader.execute(List.of(), List.of(), List.of());
        }
        return measured;
    }
}
