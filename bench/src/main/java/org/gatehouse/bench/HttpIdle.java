package org.gatehouse.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopRegisterNotification;

/// What clients cost a member that have a TLS connection and are silent on it: sessions of MAPI over HTTP that wait for
/// something to happen, each in a NotificationWait on a connection of its own, until something does in every mailbox;
/// or clients between two requests, who have signed in and asked Autodiscover once.
///
/// As many as asked for, or as the limit on open files (`ulimit -n`) of each process has room for.
/// `HttpIdle waiting|between FOLDER [COUNT]`
final class HttpIdle {
    private static final int COUNT = 20_000;
    private static final int PER_PERSON = 30;
    private static final int THREADS = 4;
    private static final int SETTLED_MILLIS = 10_000;
    /// Files that either process may open later on.
    private static final int KEPT_BACK = 150;
    private static final int ASKED = 1_000;
    private static final int ANSWERED_SECONDS_MAX = 120;
    private static final double TARGET_MIB = 1_536;

    private final Bench bench;
    private final int count;
    private final long heap;
    private final long resident;

    private HttpIdle(Bench bench, int count) throws IOException {
        this.bench = bench;
        this.heap = Long.parseLong(bench.child().command("collect"));
        this.resident = bench.child().residentKib();
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long used = Math.max(bench.child().descriptors(), system.getOpenFileDescriptorCount());
        long room = system.getMaxFileDescriptorCount() - used - KEPT_BACK;
        this.count = (int) Math.min(count, room);
        if (room < count) {
            System.out.printf("the limit on open files, %d, has room for %d of %d: raise it by ulimit -n %d%n",
                    system.getMaxFileDescriptorCount(), room, count, count + used + KEPT_BACK);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int asked = arguments.length > 2 ? Integer.parseInt(arguments[2]) : COUNT;
        boolean waiting = arguments[0].equals("waiting");
        try (Bench bench = Bench.start(Path.of(arguments[1]), asked / PER_PERSON + 1)) {
            if (waiting) {
                logon(bench, 0).close();
                new HttpIdle(bench, asked).waiting();
            } else {
                signedIn(bench, 0).close();
                new HttpIdle(bench, asked).between();
            }
        }
    }

    private void waiting() throws Exception {
        List<MapiSession> sessions = open(number -> logon(bench, number));
        var waits = new Waits(count);
        for (int i = 0; i < count; i++) {
            waits.begin(i, sessions.get(i));
        }
        settle();
        System.out.printf("%d sessions wait, %d were answered and %d failed%n", waits.left.getCount(),
                count - waits.left.getCount() - waits.failed.get(), waits.failed.get());
        report("sessions in a NotificationWait, resident");
        wake(waits);
        for (MapiSession session : sessions) {
            session.drop();
        }
    }

    /// The waits of all sessions, and when each of them was answered.
    private static final class Waits {
        final AtomicLongArray answeredNanos;
        final AtomicInteger failed = new AtomicInteger();
        final CountDownLatch left;

        Waits(int count) {
            this.answeredNanos = new AtomicLongArray(count);
            this.left = new CountDownLatch(count);
        }

        void begin(int number, MapiSession session) {
            var _ = Thread.ofVirtual().start(() -> {
                try {
                    session.await();
                    answeredNanos.set(number, System.nanoTime());
                } catch (IOException dropped) {
                    failed.incrementAndGet();
                } finally {
                    left.countDown();
                }
            });
        }
    }

    /// Somebody saves a note in every mailbox, and all the sessions of its owner hear of it.
    private void wake(Waits waits) throws Exception {
        int people = Math.min(count, bench.people());
        var savedNanos = new AtomicLongArray(people);
        double cpu = bench.child().cpuSeconds();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> saves = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                int person = i;
                saves.add(threads.submit(() -> {
                    try (MapiSession writer = bench.connectHttps(person)) {
                        MailboxClient mailbox = MailboxClient.logon(writer);
                        mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.SUBJECT, "news")));
                        savedNanos.set(person, System.nanoTime());
                    }
                    return null;
                }));
            }
            for (Future<?> each : saves) {
                each.get();
            }
        }
        if (!waits.left.await(ANSWERED_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IOException(waits.left.getCount() + " waits were not answered");
        }
        var latency = Bench.histogram();
        for (int i = 0; i < count; i++) {
            long answered = waits.answeredNanos.get(i);
            if (answered > 0) {
                latency.recordValue(Math.max(0, answered - savedNanos.get(i % people)));
            }
        }
        System.out.printf("%d waits answered, %d failed, in %.1f s for %d saves; CPU of the server %.2f ms each%n",
                latency.getTotalCount(), waits.failed.get(), (System.nanoTime() - start) / 1e9, people,
                (bench.child().cpuSeconds() - cpu) * 1000 / count);
        System.out.println("from the save's answer to the wait's: " + Bench.millis(latency));
    }

    private void between() throws Exception {
        List<HttpsConnection> connections = open(number -> signedIn(bench, number));
        settle();
        report("connections kept alive, resident");
        var latency = Bench.histogram();
        var random = new Random(4);
        for (int i = 0; i < ASKED; i++) {
            int which = random.nextInt(connections.size());
            long start = System.nanoTime();
            new AutodiscoverRequest(bench.person(which).account()).withBasic(connections.get(which));
            latency.recordValue(System.nanoTime() - start);
        }
        System.out.printf("%d requests on random ones, all answered: %s%n", ASKED, Bench.millis(latency));
        for (HttpsConnection connection : connections) {
            connection.close();
        }
    }

    private void settle() throws InterruptedException {
        Thread.sleep(SETTLED_MILLIS);
        double before = bench.child().cpuSeconds();
        long start = System.nanoTime();
        Thread.sleep(SETTLED_MILLIS);
        System.out.printf("CPU of the server while nothing happens: %.1f %% of a core%n",
                (bench.child().cpuSeconds() - before) * 1e11 / (System.nanoTime() - start));
    }

    private void report(String what) throws IOException {
        long heapNow = Long.parseLong(bench.child().command("collect"));
        long residentNow = bench.child().residentKib();
        System.out.printf("%d %s; each: %.1f KiB of heap, %.1f KiB resident%n", count, what,
                (double) (heapNow - heap) / count, (double) (residentNow - resident) / count);
        System.out.printf("the whole server: %d MiB of heap, %d MiB resident; without them %d and %d; %d files open%n",
                heapNow / 1024, residentNow / 1024, heap / 1024, resident / 1024, bench.child().descriptors());
        Bench.verdict(count + " " + what, residentNow / 1024.0, TARGET_MIB, "MiB");
        if (count < COUNT) {
            Bench.verdict(COUNT + " of them at that rate", (resident + (double) (residentNow - resident) / count
                    * COUNT) / 1024.0, TARGET_MIB, "MiB");
        }
    }

    @FunctionalInterface
    private interface Opening<T> {
        T open(int number) throws IOException;
    }

    private <T> List<T> open(Opening<T> opening) throws Exception {
        long start = System.nanoTime();
        double before = bench.child().cpuSeconds();
        List<T> opened = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<T>> started = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                started.add(threads.submit(() -> opening.open(number)));
            }
            for (Future<T> each : started) {
                opened.add(each.get());
            }
        }
        System.out.printf("%d opened in %.0f s; CPU of the server %.1f ms each%n", count,
                (System.nanoTime() - start) / 1e9, (bench.child().cpuSeconds() - before) * 1000 / count);
        return opened;
    }

    private static HttpsConnection signedIn(Bench bench, int number) throws IOException {
        HttpsConnection connection = bench.https();
        new AutodiscoverRequest(bench.person(number).account()).withBasic(connection);
        return connection;
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
