package org.gatehouse.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopRegisterNotification;

/// What sessions cost that are logged on, have looked at their Inbox, want to hear of new mail, and do nothing.
/// `IdleSessions [FOLDER [COUNT]]`
final class IdleSessions {
    private static final int COUNT = 10_000;
    private static final int PER_PERSON = 30;
    private static final int THREADS = 4;

    private IdleSessions() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : COUNT;
        try (Bench bench = Bench.start(Bench.folder(arguments), count / PER_PERSON + 1)) {
            InetSocketAddress at = bench.member();
            bench.awaitAnswer(bench.balanced()).close();
            logon(bench, at, 0).close();
            long heap = Long.parseLong(bench.child().command("collect"));
            long resident = bench.child().residentKib();
            long start = System.nanoTime();
            List<MapiSession> sessions = open(bench, at, count);
            System.out.printf("%d sessions logged on in %.1f s%n", count, (System.nanoTime() - start) / 1e9);
            long heapNow = Long.parseLong(bench.child().command("collect"));
            long residentNow = bench.child().residentKib();
            System.out.printf("each: %.1f KiB of heap, %.1f KiB resident%n", (double) (heapNow - heap) / count,
                    (double) (residentNow - resident) / count);
            System.out.printf("the whole server: %d MiB of heap, %d MiB resident; without them %d and %d%n",
                    heapNow / 1024, residentNow / 1024, heap / 1024, resident / 1024);
            for (MapiSession session : sessions) {
                session.drop();
            }
        }
    }

    private static List<MapiSession> open(Bench bench, InetSocketAddress at, int count) throws Exception {
        List<MapiSession> sessions = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Boolean>> started = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                started.add(threads.submit(() -> sessions.add(logon(bench, at, number))));
            }
            for (Future<Boolean> each : started) {
                each.get();
            }
        }
        return sessions;
    }

    private static MapiSession logon(Bench bench, InetSocketAddress at, int number) throws IOException {
        MapiSession session = bench.connect(at, number, Bench.TIMEOUT);
        MailboxClient mailbox = MailboxClient.logon(session);
        mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT));
        int logon = session.logon(session.userDn()).handle();
        session.open(new RopRegisterNotification.Request(0, 0, 1, Notification.NEW_MAIL | Notification.CREATED, null),
                logon);
        return session;
    }
}
