package org.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxMove;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.MoveCourse;
import org.gatehouse.store.MovePace;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.StoreException;

/// Moves a mailbox of some size while its owner saves ten messages a second: bytes a second of the first copy, how long
/// the mailbox is locked, and how long the owner could not save. Then the same while several write without a pause:
/// what matters is that the move ends, and how long they wait. `MoveBench [FOLDER [MEGABYTES [URL USER]]]`; with a URL
/// from a file to PostgreSQL and back ([BenchStore]), else from file to file and back.
final class MoveBench {
    private static final UUID FROM = UUID.fromString("10000000-0000-4000-8000-000000000001");
    private static final UUID TO = UUID.fromString("10000000-0000-4000-8000-000000000002");
    private static final UUID BACK = UUID.fromString("10000000-0000-4000-8000-000000000003");
    private static final int CROWD = 8;
    private static final MailboxKey OWNER = new MailboxKey(UUID.fromString("10000000-0000-4000-8000-00000000a001"),
            "/o=Bench/ou=Ex/cn=Recipients/cn=ann", "Ann", "ann@bench.test");
    private static final Caller ANN = new Caller("BENCH\\ann", OWNER.legacyDn(), "Ann", Caller.Rights.OWNER,
            Charset.forName("windows-1252"));
    /// Of messages, in characters of two bytes: many short ones, few long ones.
    private static final int[] LENGTHS = {4_000, 4_000, 8_000, 4_000, 40_000, 4_000, 8_000, 4_000, 150_000, 1_000_000};
    private static final long STEP_BYTES = 8L << 20;
    private static final long PAUSE_NANOS = 100_000_000L;
    private static final double TARGET_SPEED = 40;
    private static final double TARGET_LOCK = 1;

    private MoveBench() {}

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        Path root = Files.createTempDirectory(Bench.folder(arguments), "move-bench");
        long megabytes = arguments.length < 2 ? 1_000 : Long.parseLong(arguments[1]);
        var files = new BenchStore(root, Optional.empty());
        String[] server = arguments.length < 4 ? new String[0] : new String[]{"", arguments[2], arguments[3]};
        try (DatabaseHost source = files.open();
                DatabaseHost other = server.length == 0 ? source : BenchStore.of(root, server).emptied().open()) {
            source.mount(FROM, "DB1", DatabaseHost.Kind.MAILBOX, true);
            other.mount(TO, "DB2", DatabaseHost.Kind.MAILBOX, true);
            MailboxDatabase from = source.mounted(FROM).orElseThrow();
            MailboxDatabase to = other.mounted(TO).orElseThrow();
            fill(from, megabytes << 20);
            source.mount(BACK, "DB3", DatabaseHost.Kind.MAILBOX, true);
            MailboxDatabase back = source.mounted(BACK).orElseThrow();
            String there = server.length == 0 ? "file" : "PostgreSQL";
            move("file to " + there, from, to, 1, PAUSE_NANOS);
            move(there + " to file", to, back, 1, PAUSE_NANOS);
            from.departures().forget(Duration.ZERO);
            to.departures().forget(Duration.ZERO);
            move("file to " + there + ", " + CROWD + " without a pause", back, to, CROWD, 0);
            back.departures().forget(Duration.ZERO);
            move(there + " to file, " + CROWD + " without a pause", to, from, CROWD, 0);
        } finally {
            Bench.remove(root);
        }
    }

    private static void fill(MailboxDatabase database, long bytes) {
        try (MailboxSession session = database.open(OWNER, ANN)) {
            Folder inbox = inbox(session);
            for (int number = 0; database.statistics(OWNER.mailboxGuid()).orElseThrow().bytes() < bytes; number++) {
                save(inbox, "x".repeat(LENGTHS[number % LENGTHS.length]));
            }
        }
    }

    private static Folder inbox(MailboxSession session) {
        return session.openFolder(Objects.requireNonNull(session.specialFolders().get(SpecialFolder.INBOX)));
    }

    private static void save(Folder folder, String body) {
        MessageDraft draft = folder.createMessage(false);
        draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("subject")),
                new PropertyValue(Tags.BODY, new Value.Text(body))));
        draft.save(MessageDraft.SaveMode.NORMAL);
    }

    private static void move(String what, MailboxDatabase from, MailboxDatabase to, int writers, long pauseNanos)
            throws InterruptedException {
        var over = new AtomicBoolean();
        var longest = new AtomicLong();
        var saved = new AtomicLong();
        var owners = new ArrayList<Thread>();
        for (int writer = 0; writer < writers; writer++) {
            owners.add(Thread.ofVirtual().start(() -> work(List.of(from, to), over, longest, saved, pauseNanos)));
        }
        MailboxMove move = MailboxMove.claim(from, to, OWNER.mailboxGuid(), UUID.randomUUID());
        move.begin();
        long start = System.nanoTime();
        while (move.copy(STEP_BYTES)) {
            // the first copy
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = move.progress().bytes();
        long behind = move.behind();
        MovePace pace = MovePace.NONE;
        while (true) {
            MailboxMove.Followed seen = move.follow(STEP_BYTES, pace.hold());
            if (seen.left() <= MoveCourse.LEFT_AT_LOCK_MAX) {
                break;
            }
            pace = pace.looked(seen.noted());
            pace = pace.isDue() ? pace.judged(move.behind()) : pace;
        }
        double followed = (System.nanoTime() - start) / 1e9 - seconds;
        long lock = System.nanoTime();
        move.complete(STEP_BYTES);
        double locked = (System.nanoTime() - lock) / 1e9;
        move.finish();
        LockSupport.parkNanos(10 * PAUSE_NANOS);
        over.set(true);
        for (Thread owner : owners) {
            owner.join();
        }
        System.out.printf("%s: %d MB in %.1f s, %d entries behind then, followed in %.1f s, held up to %d ms, "
                + "locked %.3f s, %d messages saved, longest wait %.3f s%n", what, bytes >> 20, seconds, behind,
                followed, pace.hold().toMillis(), locked, saved.get(), longest.get() / 1e9);
        Bench.verdict(what + ", first copy (more is better)", (bytes >> 20) / seconds, TARGET_SPEED, "MB/s");
        Bench.verdict(what + ", lock", locked, TARGET_LOCK, "s");
    }

    /// Saves again and again, in whichever database the mailbox is; keeps the longest time between two that succeeded.
    private static void work(List<MailboxDatabase> places, AtomicBoolean over, AtomicLong longest, AtomicLong saved,
            long pauseNanos) {
        long last = System.nanoTime();
        int place = 0;
        while (!over.get()) {
            try (MailboxSession session = places.get(place).open(OWNER, ANN)) {
                Folder inbox = inbox(session);
                while (!over.get()) {
                    save(inbox, RawSaves.BODY);
                    long now = System.nanoTime();
                    longest.accumulateAndGet(now - last - (saved.getAndIncrement() == 0 ? 0 : pauseNanos), Math::max);
                    last = now;
                    if (pauseNanos > 0) {
                        LockSupport.parkNanos(pauseNanos);
                    }
                }
            } catch (MailboxException | StoreException elsewhere) {
                place = 1 - place;
                LockSupport.parkNanos(PAUSE_NANOS / 20);
            }
        }
    }
}
