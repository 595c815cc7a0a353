package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopRegisterNotification;

/// MAPI over HTTP at a member, over TLS that is kept alive: one client's small requests one after the other, each an
/// Execute with one RopGetPropertiesSpecific for one property; or sessions that wait for something to happen, each in
/// a NotificationWait on its connection. `HttpLoad [FOLDER]`, `HttpLoad FOLDER WAITING-SESSIONS`
final class HttpLoad {
    private static final int WARM_UP = 20_000;
    private static final int REQUESTS = 10_000;
    private static final int ROUNDS = 3;
    private static final double TARGET_MILLIS = 0.25;
    private static final double TARGET_SESSIONS = 20_000;
    private static final int PER_PERSON = 30;
    private static final int THREADS = 4;
    private static final int SETTLED_MILLIS = 10_000;

    private HttpLoad() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1) {
            waiting(arguments, Integer.parseInt(arguments[1]));
        } else {
            requests(arguments);
        }
    }

    private static void requests(String[] arguments) throws IOException {
        try (Bench bench = Bench.start(Bench.folder(arguments)); MapiSession session = bench.connectHttps(0)) {
            MailboxClient mailbox = MailboxClient.logon(session);
            run(mailbox, WARM_UP, Bench.histogram());
            for (int round = 0; round < ROUNDS; round++) {
                var latency = Bench.histogram();
                double before = bench.child().cpuSeconds();
                run(mailbox, REQUESTS, latency);
                double millis = (bench.child().cpuSeconds() - before) * 1000 / REQUESTS;
                System.out.printf("round %d: CPU %.3f ms a request (target %.2f, ratio %.2f); latency %s%n", round,
                        millis, TARGET_MILLIS, millis / TARGET_MILLIS, Bench.millis(latency));
            }
        }
    }

    private static void run(MailboxClient mailbox, int requests, Histogram latency) throws IOException {
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            mailbox.readStore(List.of(Tags.DISPLAY_NAME));
            latency.recordValue(System.nanoTime() - start);
        }
    }

    private static void waiting(String[] arguments, int count) throws Exception {
        try (Bench bench = Bench.start(Bench.folder(arguments), count / PER_PERSON + 1)) {
            logon(bench, 0).close();
            long heap = Long.parseLong(bench.child().command("collect"));
            long resident = bench.child().residentKib();
            List<MapiSession> sessions = open(bench, count);
            for (MapiSession session : sessions) {
                var _ = Thread.ofVirtual().start(() -> await(session));
            }
            Thread.sleep(SETTLED_MILLIS);
            long heapNow = Long.parseLong(bench.child().command("collect"));
            long residentNow = bench.child().residentKib();
            double each = (double) (residentNow - resident) / count;
            System.out.printf("%d sessions wait; each: %.1f KiB of heap, %.1f KiB resident%n", count,
                    (double) (heapNow - heap) / count, each);
            System.out.printf("the whole server: %d MiB of heap, %d MiB resident; without them %d and %d%n",
                    heapNow / 1024, residentNow / 1024, heap / 1024, resident / 1024);
            System.out.printf("20,000 at this rate: %.0f MiB resident (target 1536)%n",
                    (resident + each * TARGET_SESSIONS) / 1024);
            for (MapiSession session : sessions) {
                session.drop();
            }
        }
    }

    /// Ends when the session is dropped.
    private static void await(MapiSession session) {
        try {
            session.await();
        } catch (IOException dropped) {
            return;
        }
    }

    private static List<MapiSession> open(Bench bench, int count) throws Exception {
        List<MapiSession> sessions = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Boolean>> started = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                started.add(threads.submit(() -> sessions.add(logon(bench, number))));
            }
            for (Future<Boolean> each : started) {
                each.get();
            }
        }
        return sessions;
    }

    private static MapiSession logon(Bench bench, int number) throws IOException {
        MapiSession session = bench.connectHttps(number);
        MailboxClient mailbox = MailboxClient.logon(session);
        mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT));
        int logon = session.logon(session.userDn()).handle();
        session.open(new RopRegisterNotification.Request(0, 0, 1, Notification.NEW_MAIL | Notification.CREATED, null),
                logon);
        return session;
    }
}
