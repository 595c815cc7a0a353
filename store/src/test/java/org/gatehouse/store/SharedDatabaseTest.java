package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One database mounted twice, as two processes have it.
class SharedDatabaseTest {
    private static final MailboxKey BEN = new MailboxKey(UUID.fromString("6f7a1c2e-0000-4000-8000-00000000a002"),
            "/o=First/ou=Ex/cn=Recipients/cn=ben", "Ben Baker", "ben@gate.example");

    private final UUID guid = UUID.fromString("40000000-0000-4000-8000-000000000001");
    private PostgresDatabaseHost here;
    private PostgresDatabaseHost there;
    private ExecutorService threads;

    @BeforeEach
    void mountTwice() throws Exception {
        here = PostgresMailboxStoreTest.emptied(InstantSource.system());
        there = PostgresMailboxStoreTest.host();
        threads = Executors.newVirtualThreadPerTaskExecutor();
        // At once: neither may stumble over the other.
        Future<?> first = threads.submit(() -> here.mount(guid, "DB", DatabaseHost.Kind.MAILBOX, true));
        there.mount(guid, "DB", DatabaseHost.Kind.MAILBOX, true);
        first.get();
    }

    @AfterEach
    void dismount() {
        if (threads != null) {
            threads.close();
        }
        for (PostgresDatabaseHost host : new PostgresDatabaseHost[] {here, there}) {
            if (host != null) {
                host.close();
            }
        }
    }

    private SqlMailboxDatabase database(PostgresDatabaseHost host) {
        return (SqlMailboxDatabase) host.mounted(guid).orElseThrow();
    }

    private MailboxSession session(PostgresDatabaseHost host) {
        return database(host).open(OWNER, ANN);
    }

    private static BlockingQueue<StoreEvent> listen(MailboxSession session, StoreEvent.Kind... kinds) {
        var told = new LinkedBlockingQueue<StoreEvent>();
        session.subscribe(new StoreEvent.Filter(Set.of(kinds), Optional.empty(), Optional.empty()), told::add);
        return told;
    }

    private static StoreEvent next(BlockingQueue<StoreEvent> told) throws InterruptedException {
        StoreEvent event = told.poll(60, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    private static void soon(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static <T> List<T> all(List<Future<T>> futures) throws Exception {
        var all = new ArrayList<T>();
        for (Future<T> future : futures) {
            all.add(future.get());
        }
        return all;
    }

    /// Of another version too: it is the lock that every writer takes.
    @Test
    void theOtherProcesssWritersAreHeldUpUntilTheOwnerOfTheHoldDies() throws Exception {
        MailboxSession theirs = session(there);
        Mailbox mailbox = database(here).known(OWNER.mailboxGuid()).orElseThrow();
        try (WriteHold hold = mailbox.engine.hold(java.time.Duration.ofSeconds(60))) {
            Future<?> save = threads.submit(() -> saved(inbox(theirs), "held up", "body"));
            // It has come as far as the row's lock.
            soon(() -> database(there).engine().<Optional<Long>>read(sql -> sql.one("SELECT COUNT(*) FROM pg_locks "
                    + "WHERE NOT granted", row -> row.getLong(1))).orElse(0L) > 0);
            assertThat(save.isDone()).isFalse();
            database(there).engine().read(sql -> sql.list("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE query LIKE '%pg_sleep(0.01)%' AND pid <> pg_backend_pid()", row -> row.getBoolean(1)));
            save.get();
            soon(hold::isOver);
        }
    }

    @Test
    void aChangeReachesTheOtherProcesssTablesAndListeners() throws Exception {
        MailboxSession mine = session(here);
        MailboxSession theirs = session(there);
        Table contents = inbox(theirs).contents(false);
        assertThat(contents.count()).isZero();
        BlockingQueue<StoreEvent> told = listen(theirs, StoreEvent.Kind.CREATED);
        BlockingQueue<StoreEvent> own = listen(mine, StoreEvent.Kind.CREATED);
        ObjectId first = saved(inbox(mine), "one", "body").id();
        assertThat(next(told).object()).isEqualTo(first);
        assertThat(next(own).object()).isEqualTo(first);
        assertThat(contents.count()).isEqualTo(1);
        ObjectId second = saved(inbox(theirs), "two", "body").id();
        assertThat(next(own).object()).isEqualTo(second);
        assertThat(next(told).object()).isEqualTo(second);
        assertThat(own).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void theMailboxItselfIsTheSameInBothProcesses() throws Exception {
        var opened = new ArrayList<Future<UUID>>();
        for (PostgresDatabaseHost host : List.of(here, there, here, there)) {
            opened.add(threads.submit(() -> session(host).replicaGuid()));
        }
        assertThat(new HashSet<>(all(opened))).hasSize(1);
        PropertyObject mine = session(here).store();
        PropertyObject theirs = session(there).store();
        assertThat(theirs.get(List.of(Tags.COMMENT), 1 << 20)).hasSize(1);
        mine.set(List.of(text(Tags.COMMENT, "changed here")));
        soon(() -> theirs.all(1 << 20).stream().anyMatch(each -> each.value().equals(new Value.Text("changed here"))));
        database(here).delete(OWNER.mailboxGuid());
        MailboxSession again = session(here);
        assertThat(again.replicaGuid()).isNotEqualTo(opened.getFirst().get());
        soon(() -> session(there).replicaGuid().equals(again.replicaGuid()));
    }

    @Test
    void changeNumbersBecomeVisibleInOrderWhoeverWrites() throws Exception {
        long mb = database(here).opened(mailboxOf(here)).orElseThrow().mb;
        session(there);
        var writing = new ArrayList<Future<List<Long>>>();
        for (int writer = 0; writer < 8; writer++) {
            MailboxSession session = session(writer % 2 == 0 ? here : there);
            String name = "writer " + writer;
            writing.add(threads.submit(() -> {
                var numbers = new ArrayList<Long>();
                for (int number = 0; number < 12; number++) {
                    numbers.add(saved(inbox(session), name + " " + number, "body").changeNumber());
                }
                return numbers;
            }));
        }
        Future<Integer> watching = threads.submit(() -> watch(mb, writing));
        var given = new ArrayList<Long>();
        for (List<Long> numbers : all(writing)) {
            assertThat(numbers).isSorted();
            given.addAll(numbers);
        }
        assertThat(given).hasSize(96).doesNotHaveDuplicates();
        assertThat(watching.get()).isPositive();
        assertThat(inbox(session(there)).contents(false).count()).isEqualTo(96);
    }

    private long mailboxOf(PostgresDatabaseHost host) {
        session(host);
        return database(host).engine().read(sql -> MailboxRows.find(sql, OWNER.mailboxGuid())).orElseThrow().mb();
    }

    /// Looks again and again: a number lower than one seen must not appear later.
    private int watch(long mb, List<Future<List<Long>>> writing) {
        var seen = new HashSet<Long>();
        long highest = 0;
        int looks = 0;
        boolean last = false;
        while (!last) {
            last = writing.stream().allMatch(Future::isDone);
            List<Long> visible = database(there).engine().read(sql -> sql.list(
                    "SELECT cn FROM message WHERE mb = ? ORDER BY cn", row -> row.getLong(1), mb));
            for (long number : visible) {
                if (seen.add(number)) {
                    assertThat(number).isGreaterThan(highest);
                }
            }
            highest = visible.isEmpty() ? highest : visible.getLast();
            looks++;
        }
        return looks;
    }

    @Test
    void aNameOfAPropertyGetsOneIdWhoeverAsksFirst() throws Exception {
        UUID set = UUID.fromString("6f7a1c2e-0000-4000-8000-00000000b001");
        var names = new ArrayList<PropertyName>();
        for (int number = 0; number < 12; number++) {
            names.add(new PropertyName.Text(set, "name " + number));
        }
        var asking = new ArrayList<Future<List<Integer>>>();
        for (int one = 0; one < 8; one++) {
            MailboxSession session = session(one % 2 == 0 ? here : there);
            boolean reversed = one % 4 > 1;
            asking.add(threads.submit(() -> {
                List<Integer> ids = new ArrayList<>(
                        session.propertyIds(reversed ? names.reversed() : names, true));
                return reversed ? ids.reversed() : ids;
            }));
        }
        assertThat(new HashSet<>(all(asking))).hasSize(1);
        assertThat(asking.getFirst().get()).doesNotContain(0).doesNotHaveDuplicates();
    }

    @Test
    void ofTwoFoldersOfOneNameOneIsMade() throws Exception {
        for (int round = 0; round < 3; round++) {
            String name = "Projects " + round;
            var making = new ArrayList<Future<Boolean>>();
            for (int one = 0; one < 6; one++) {
                MailboxSession session = session(one % 2 == 0 ? here : there);
                making.add(threads.submit(made(session, name)));
            }
            assertThat(Collections.frequency(all(making), true)).isEqualTo(1);
        }
    }

    private static Callable<Boolean> made(MailboxSession session, String name) {
        return () -> {
            try {
                inbox(session).createFolder(name, "", Folder.Type.GENERIC, false);
                return true;
            } catch (MailboxException refusal) {
                assertThat(refusal.error()).isEqualTo(ErrorCode.COLLIDING_NAMES);
                return false;
            }
        };
    }

    /// Numbers of changes are given before the commit: one that is committed late lies below those read already.
    @Test
    void aChangeThatIsCommittedLateIsHeardOf() throws Exception {
        MailboxSession annHere = session(here);
        ObjectId annsInbox = inbox(annHere).id();
        BlockingQueue<StoreEvent> ofAnn = listen(session(there), StoreEvent.Kind.TABLE_CHANGED);
        BlockingQueue<StoreEvent> ofBen = listen(database(there).open(BEN, ANN), StoreEvent.Kind.CREATED);
        MailboxSession benHere = database(here).open(BEN, ANN);
        Mailbox ann = database(here).opened(mailboxOf(here)).orElseThrow();
        var numbered = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        Future<Boolean> late = threads.submit(() -> ann.engine.write(sql -> {
            ann.changed(sql, Change.of(Set.of(), List.of(StoreEvent.lookAgain(annsInbox))));
            numbered.countDown();
            return await(released);
        }));
        assertThat(await(numbered)).isTrue();
        ObjectId bens = saved(inbox(benHere), "meanwhile", "body").id();
        assertThat(next(ofBen).object()).isEqualTo(bens);
        saved(inbox(benHere), "again", "body");
        assertThat(next(ofBen).isMessage()).isTrue();
        assertThat(ofAnn).isEmpty();
        released.countDown();
        assertThat(late.get()).isTrue();
        assertThat(next(ofAnn).folder()).isEqualTo(annsInbox);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void trimmedAndTakenBackChangesHoldUpNobody() throws Exception {
        MailboxSession mine = session(here);
        BlockingQueue<StoreEvent> told = listen(session(there), StoreEvent.Kind.CREATED);
        Folder folder = inbox(mine).createFolder("Once", "", Folder.Type.GENERIC, false).folder();
        assertThat(next(told).isMessage()).isFalse();
        for (int number = 0; number < 3; number++) {
            MailboxStoreContract.refused(ErrorCode.COLLIDING_NAMES,
                    () -> inbox(mine).createFolder("Once", "", Folder.Type.GENERIC, false));
            saved(folder, "kept " + number, "body");
            assertThat(next(told).isMessage()).isTrue();
        }
        assertThat(SharedChanges.trim(database(here).engine(), 0)).isPositive();
        ObjectId last = saved(folder, "after", "body").id();
        assertThat(next(told).object()).isEqualTo(last);
    }

    /// Connections are cut while eight sessions write: what was acknowledged is there, and the other process hears of
    /// everything, though it loses its ears as well.
    @Test
    void killedConnectionsLoseNothingAcknowledged() throws Exception {
        session(here);
        BlockingQueue<StoreEvent> told = listen(session(there), StoreEvent.Kind.CREATED);
        var saving = new ArrayList<Future<List<ObjectId>>>();
        for (int writer = 0; writer < 8; writer++) {
            MailboxSession session = session(here);
            saving.add(threads.submit(() -> saveThroughFailures(session, 15)));
        }
        int killed = 0;
        while (saving.stream().anyMatch(each -> !each.isDone())) {
            killed += killSome();
        }
        assertThat(killed).isPositive();
        var acknowledged = new HashSet<ObjectId>();
        for (List<ObjectId> ids : all(saving)) {
            acknowledged.addAll(ids);
        }
        assertThat(acknowledged).hasSize(120);
        var heard = new HashSet<ObjectId>();
        while (!heard.containsAll(acknowledged)) {
            heard.add(next(told).object());
        }
        Table contents = inbox(session(there)).contents(false);
        var there = new HashSet<ObjectId>();
        contents.rows(0, 10_000, List.of()).forEach(row -> there.add(row.id()));
        assertThat(there).containsAll(acknowledged);
    }

    /// One of the server's own processes dies: it throws all connections out, replays its log and goes on.
    @Test
    void aServerThatCrashesHasEverythingItAcknowledged() throws Exception {
        session(there);
        var saving = new ArrayList<Future<List<ObjectId>>>();
        for (int writer = 0; writer < 4; writer++) {
            MailboxSession session = session(writer % 2 == 0 ? here : there);
            saving.add(threads.submit(() -> saveThroughFailures(session, 20)));
        }
        long backend = database(here).engine().one("SELECT pg_backend_pid()", row -> row.getLong(1)).orElseThrow();
        ProcessHandle crashing = ProcessHandle.of(backend).orElseThrow();
        assertThat(crashing.destroyForcibly()).isTrue();
        var acknowledged = new HashSet<ObjectId>();
        for (List<ObjectId> ids : all(saving)) {
            acknowledged.addAll(ids);
        }
        assertThat(acknowledged).hasSize(80);
        var kept = new HashSet<ObjectId>();
        inbox(session(there)).contents(false).rows(0, 10_000, List.of()).forEach(row -> kept.add(row.id()));
        assertThat(kept).containsAll(acknowledged);
    }

    private static List<ObjectId> saveThroughFailures(MailboxSession session, int count) {
        var ids = new ArrayList<ObjectId>();
        while (ids.size() < count) {
            try {
                ids.add(saved(inbox(session), "number " + ids.size(), "body").id());
            } catch (org.gatehouse.database.DatabaseException cut) {
                assertThat(cut).hasMessageContaining("connection was lost");
            }
        }
        return ids;
    }

    /// Ends the connections that are in the middle of something, and those that listen; a moment passes meanwhile.
    private int killSome() throws ExecutionException {
        try {
            return database(there).engine().read(sql -> {
                sql.one("SELECT pg_sleep(0.1)", _ -> true);
                return sql.list("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                        + "AND application_name = 'gatehouse' AND (state <> 'idle' OR query LIKE 'LISTEN%')",
                        row -> row.getBoolean(1)).size();
            });
        } catch (org.gatehouse.database.DatabaseException cutAsWell) {
            return 0;
        }
    }
}
