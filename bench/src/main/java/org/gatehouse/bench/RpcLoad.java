package org.gatehouse.bench;

import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;

/// One client's small requests, one after the other: EcDoRpcExt2 with one RopGetPropertiesSpecific for one property,
/// sealed. CPU of the server's process only.
///
/// The property is one of the mailbox, which is kept in memory, and then one of its Inbox, which is read from disk.
///
/// Straight at a member, and through the array's address, where the balancer shares the process: the difference is
/// what the balancer adds in the same run. `RpcLoad [FOLDER]`
final class RpcLoad {
    private static final int WARM_UP = 30_000;
    private static final int REQUESTS = 20_000;
    private static final int ROUNDS = 3;
    /// Where the Inbox stands among the folder ids of a logon ([MS-OXCSTOR] 2.2.1.1.3).
    private static final int INBOX = 4;

    private RpcLoad() {}

    public static void main(String[] arguments) throws IOException {
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            try (MapiSession direct = bench.connect(bench.member(), 0, Bench.TIMEOUT);
                    MapiSession balanced = bench.awaitAnswer(bench.balanced());
                    MapiSession apart = bench.connect(bench.member(), 2, Bench.TIMEOUT)) {
                MailboxClient straight = MailboxClient.logon(direct);
                MailboxClient through = MailboxClient.logon(balanced);
                run(straight, WARM_UP, Bench.histogram());
                run(through, WARM_UP / 2, Bench.histogram());
                int inbox = inbox(apart);
                folder(apart, inbox, WARM_UP / 2, Bench.histogram());
                for (int round = 0; round < ROUNDS; round++) {
                    double one = measured(bench.child(), "straight at a member", straight);
                    double two = measured(bench.child(), "through the balancer", through);
                    System.out.printf("round %d: %.3f ms a request (target 0.15, ratio %.2f); balancer adds %.1f us%n",
                            round, one, one / 0.15, (two - one) * 1000);
                    var latency = Bench.histogram();
                    double before = bench.child().cpuSeconds();
                    folder(apart, inbox, REQUESTS, latency);
                    double cpuMillis = (bench.child().cpuSeconds() - before) * 1000 / REQUESTS;
                    System.out.printf("a folder's property: CPU %.3f ms a request (ratio %.2f); latency %s%n",
                            cpuMillis, cpuMillis / 0.15, Bench.millis(latency));
                }
            }
        }
    }

    private static double measured(Child server, String what, MailboxClient client) throws IOException {
        var latency = Bench.histogram();
        double before = server.cpuSeconds();
        run(client, REQUESTS, latency);
        double cpuMillis = (server.cpuSeconds() - before) * 1000 / REQUESTS;
        System.out.printf("%s: CPU %.3f ms a request; latency %s%n", what, cpuMillis, Bench.millis(latency));
        return cpuMillis;
    }

    private static int inbox(MapiSession session) throws IOException {
        MapiSession.Logon logon = session.logon(session.userDn());
        if (!(logon.response() instanceof RopLogon.MailboxResponse mailbox)) {
            throw new IOException("the private logon was answered by " + logon.response());
        }
        return session.open(new RopOpenFolder.Request(0, 0, 1, mailbox.folderIds().get(INBOX), 0), logon.handle());
    }

    private static void folder(MapiSession session, int folder, int requests, Histogram latency) throws IOException {
        List<PropertyTag> tags = List.of(Tags.CONTENT_COUNT);
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            session.one(new RopGetPropertiesSpecific.Request(0, 0, 0, true, tags), List.of(folder), tags);
            latency.recordValue(System.nanoTime() - start);
        }
    }

    private static void run(MailboxClient client, int requests, Histogram latency) throws IOException {
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            client.readStore(List.of(Tags.DISPLAY_NAME));
            latency.recordValue(System.nanoTime() - start);
        }
    }
}
