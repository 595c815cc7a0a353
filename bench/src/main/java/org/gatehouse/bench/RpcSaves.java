package org.gatehouse.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;

/// Durable saves of 10 KB messages by 32 sealed EMSMDB sessions, straight at a member, against [RawSaves] in the same
/// run on the same disk. Each save is four calls: create, set properties, save, release. `RpcSaves [FOLDER]`
final class RpcSaves {
    private static final long ROUND_NANOS = 5_000_000_000L;
    private static final int ROUNDS = 5;

    private RpcSaves() {}

    public static void main(String[] arguments) throws Exception {
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            var sessions = new ArrayList<MapiSession>();
            for (int writer = 0; writer < RawSaves.WRITERS; writer++) {
                sessions.add(bench.connect(bench.member(), writer, Bench.TIMEOUT));
            }
            var mailboxes = new ArrayList<MailboxClient>();
            for (MapiSession session : sessions) {
                mailboxes.add(MailboxClient.logon(session));
            }
            for (int round = 0; round < ROUNDS; round++) {
                round(bench, mailboxes, round);
            }
            for (MapiSession session : sessions) {
                session.close();
            }
        }
    }

    private static void round(Bench bench, List<MailboxClient> mailboxes, int round)
            throws SQLException, IOException, InterruptedException {
        double raw = RawSaves.perSecond(bench.root(), ROUND_NANOS);
        var saved = new AtomicLong();
        double before = bench.child().cpuSeconds();
        long start = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (MailboxClient mailbox : mailboxes) {
            threads.add(Thread.ofVirtual().start(() -> save(mailbox, start, saved)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double rpc = saved.get() * 1e9 / (System.nanoTime() - start);
        double cpuMillis = (bench.child().cpuSeconds() - before) * 1000 / saved.get();
        System.out.printf("round %d: raw %.0f/s, over RPC %.0f/s, ratio %.2f (target 0.20); "
                + "server CPU %.2f ms a save%n", round, raw, rpc, rpc / raw, cpuMillis);
    }

    private static void save(MailboxClient mailbox, long start, AtomicLong saved) {
        List<PropertyValue> message = List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, "subject"), MailboxClient.text(Tags.BODY, RawSaves.BODY));
        try {
            while (System.nanoTime() - start < ROUND_NANOS) {
                mailbox.save(mailbox.inbox(), message);
                saved.incrementAndGet();
            }
        } catch (IOException failed) {
            System.err.println("a writer ended: " + failed.getMessage());
        }
    }
}
