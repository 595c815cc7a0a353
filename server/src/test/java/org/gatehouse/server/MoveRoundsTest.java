package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.MoveRequest;
import org.gatehouse.directory.organization.MoveRequest.Status;
import org.gatehouse.directory.organization.MoveRequests;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxMove;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MoveCourse;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.PostgresDatabaseHost;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreLimits;
import org.gatehouse.testing.Postgres;
import org.gatehouse.testing.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that stands still while it moves a mailbox, for so long that another takes the move from it.
class MoveRoundsTest {
    private static final long BYTES = 1 << 20;

    private volatile Instant now = Instant.parse("2010-05-03T08:00:00Z");
    private final InstantSource clock = () -> now;

    @TempDir
    Path folder;

    private SqlEngine sql;
    private DatabaseHost databases;
    private Organization organization;
    private MoveRequests requests;
    private MailboxKey key;

    @BeforeEach
    void open() {
        var random = new SecureRandom();
        sql = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        databases = new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, clock, random);
        var directory = new SqlDirectory(sql, clock, UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
        var layout = new Layout("Round", "round.test", "ROUND");
        OrganizationSetup.prepare(directory, layout, UUID.randomUUID());
        organization = new Organization(directory, layout, UUID::randomUUID);
        requests = organization.moveRequests();
        organization.sites().create("Main", List.of());
        organization.servers().register("ex1", "ex1.round.test", "Main", Set.of(ServerRole.MAILBOX));
        for (String name : List.of("DB1", "DB2")) {
            UUID made = organization.databases().create(DatabaseObject.Kind.MAILBOX, name, "ex1", Map.of()).value()
                    .header().guid();
            databases.mount(made, name, DatabaseHost.Kind.MAILBOX, true);
        }
        MailboxUser ann = organization.mailboxes().create(NewMailbox.of("Ann", "ann@round.test",
                "A long password 1!".toCharArray(), "DB1")).value();
        key = new MailboxKey(ann.mailbox().orElseThrow().guid(), ann.legacyExchangeDn(), "Ann", "ann@round.test");
    }

    @AfterEach
    void close() {
        databases.close();
        sql.close();
    }

    private MailboxDatabase database(UUID guid) {
        return databases.mounted(guid).orElseThrow();
    }

    private MoveRequest asked(String target) {
        return requests.create("ann", new MoveRequests.Wanted(target, "", false, "", false, false, 0, false), clock)
                .value();
    }

    /// Saves a message where the directory says that the mailbox is; how many are there then.
    private int save() {
        UUID home = organization.mailboxes().get("ann").mailbox().orElseThrow().databaseGuid();
        try (MailboxSession ann = database(home).open(key, new Caller("ROUND\\ann", key.legacyDn(), "Ann",
                Caller.Rights.OWNER, StandardCharsets.US_ASCII))) {
            Folder inbox = ann.openFolder(ann.specialFolders().get(SpecialFolder.INBOX));
            inbox.createMessage(false).save(MessageDraft.SaveMode.NORMAL);
            return inbox.contents(false).count();
        }
    }

    /// All that is left of a move.
    private void anotherServer(MoveRequest request) {
        MailboxMove move = MailboxMove.claim(database(request.sourceGuid()), database(request.targetGuid()),
                request.mailbox(), request.id());
        if (move.progress().stage() != MailboxMove.Stage.ARRIVED) {
            move.begin();
            while (move.copy(BYTES)) {
                // all of it
            }
            move.complete(BYTES);
        }
        requests.point(request);
        move.finish();
        if (requests.get("ann").status() != Status.COMPLETED) {
            requests.note(request, Status.COMPLETED, "", Optional.of(clock.instant()));
        }
    }

    /// The clock is asked before each step.
    @Test
    void whoWakesUpAfterTheMailboxHasMovedBackChangesNothing() throws Exception {
        int steps = 0;
        for (boolean slept = true; slept; steps++) {
            int saved = save();
            MoveRequest there = asked("DB2");
            slept = sleptBefore(steps, there, () -> {
                anotherServer(there);
                requests.remove("ann");
                assertThat(save()).isEqualTo(saved + 1);
                anotherServer(asked("DB1"));
            });
            MailboxUser.Mailbox mailbox = organization.mailboxes().get("ann").mailbox().orElseThrow();
            assertThat(mailbox.database()).as("before step %d", steps).isEqualTo(slept ? "DB1" : "DB2");
            assertThat(save()).isEqualTo(saved + (slept ? 2 : 1));
            assertThat(requests.get("ann").id().equals(there.id())).isNotEqualTo(slept);
            assertThat(requests.get("ann").status()).isEqualTo(Status.COMPLETED);
            requests.remove("ann");
        }
        assertThat(steps).as("copy, follow, complete, point, finish, end").isGreaterThan(6);
    }

    /// Lets a server carry out a request; whether it came as far as to that step, where all is done by others.
    private boolean sleptBefore(int step, MoveRequest request, Runnable others) throws Exception {
        var asleep = new CompletableFuture<Thread>();
        var asked = new AtomicInteger();
        try (var rounds = new MoveRounds(requests, _ -> Optional.empty(), databases, _ -> Optional.empty(),
                () -> {
                    if (asked.getAndIncrement() == step) {
                        try {
                            others.run();
                            asleep.complete(Thread.currentThread());
                        } catch (RuntimeException | AssertionError failed) {
                            asleep.completeExceptionally(failed);
                        }
                    }
                    return clock.instant();
                })) {
            rounds.look();
            while (!asleep.isDone()) {
                Optional<MoveRequest> over = requests.find("ann").filter(now -> now.status() == Status.COMPLETED);
                if (over.isPresent() && over.get().id().equals(request.id()) && asked.get() <= step) {
                    return false;
                }
                Thread.onSpinWait();
            }
            asleep.get().join();
            return true;
        }
    }

    private static void look(MoveRounds rounds) {
        rounds.look();
        while (!rounds.isIdle()) {
            Thread.onSpinWait();
        }
    }

    /// Whether the mailbox is locked for the end of a move.
    private boolean isLocked(MoveRequest request) {
        try {
            database(request.sourceGuid()).open(key, new Caller("ROUND\\ann", key.legacyDn(), "Ann",
                    Caller.Rights.OWNER, StandardCharsets.US_ASCII)).close();
            return false;
        } catch (MailboxException away) {
            assertThat(away.error()).isEqualTo(ErrorCode.MAILBOX_IN_TRANSIT);
            return true;
        }
    }

    /// A target that takes everything but the mailbox itself, as one does that is full then: its user is not to be
    /// kept out again and again until somebody looks.
    @Test
    void aMoveWhoseEndFailsKeepsNobodyOutForLong() throws Exception {
        save();
        MoveRequest request = asked("DB2");
        atTarget(request, "CREATE TRIGGER full BEFORE INSERT ON mailbox WHEN NEW.legacy_dn <> '' "
                + "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        try (var rounds = new MoveRounds(requests, _ -> Optional.empty(), databases, _ -> Optional.empty(), clock)) {
            int locked = 0;
            for (int looks = 0; looks < 100; looks++) {
                look(rounds);
                locked += isLocked(request) ? 1 : 0;
                now = now.plusSeconds(2);
            }
            assertThat(locked).as("of a hundred looks").isBetween(2, 10);
            assertThat(requests.get("ann").message()).contains("full");
            atTarget(request, "DROP TRIGGER full");
            now = now.plusSeconds(300);
            look(rounds);
            assertThat(requests.get("ann").status()).isEqualTo(Status.COMPLETED);
        }
    }

    /// Of somebody who is made for it.
    private void asked(String user, String target) {
        organization.mailboxes().create(NewMailbox.of(user, user + "@round.test", "A long password 1!".toCharArray(),
                "DB1"));
        requests.create(user, new MoveRequests.Wanted(target, "", false, "", false, false, 0, false), clock);
        now = now.plusSeconds(1);
    }

    private void hasAlso(String name, boolean mounted) {
        UUID made = organization.databases().create(DatabaseObject.Kind.MAILBOX, name, "ex1", Map.of()).value()
                .header().guid();
        if (mounted) {
            databases.mount(made, name, DatabaseHost.Kind.MAILBOX, true);
        }
    }

    /// As many as are carried out at once wait for copies, and another for a database that is not here.
    @Test
    void movesThatCannotGoOnHoldNobodyElseUp() {
        hasAlso("DB3", true);
        hasAlso("DB4", false);
        asked("dora", "DB4");
        asked("bob", "DB2");
        asked("carl", "DB2");
        save();
        asked("DB3");
        try (var rounds = new MoveRounds(requests, organization.mailboxes()::holding, databases, to ->
                to.name().equals("DB2") ? Optional.of("they are behind") : Optional.empty(), clock)) {
            look(rounds);
            look(rounds);
            assertThat(List.of("bob", "carl")).allMatch(user -> requests.get(user).message().contains("behind"));
            assertThat(requests.get("dora").message()).contains("'DB4' is not mounted");
            assertThat(requests.get("ann").status()).isEqualTo(Status.COMPLETED);
        }
    }

    /// The process that locked it has died, and this one has as much to do as it takes on.
    @Test
    void aLockedMailboxIsCaredForBesideMovesThatTakeLong() throws Exception {
        hasAlso("DB3", true);
        asked("bob", "DB2");
        asked("carl", "DB2");
        save();
        MoveRequest request = asked("DB3");
        atTarget(request, "CREATE TRIGGER full BEFORE INSERT ON mailbox WHEN NEW.legacy_dn <> '' "
                + "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        assertThatThrownBy(() -> anotherServer(request)).hasMessageContaining("full");
        assertThat(isLocked(request)).isTrue();
        atTarget(request, "DROP TRIGGER full");
        now = now.plus(MoveCourse.LOCKED_MAX).plusSeconds(5);
        var over = new CountDownLatch(1);
        var busy = new CountDownLatch(2);
        try (var rounds = new MoveRounds(requests, organization.mailboxes()::holding, databases, to -> {
            if (to.name().equals("DB2")) {
                busy.countDown();
                awaited(over);
            }
            return Optional.empty();
        }, clock)) {
            try {
                rounds.look();
                awaited(busy);
                long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
                while (requests.get("ann").status() != Status.COMPLETED && System.nanoTime() < end) {
                    rounds.look();
                }
                assertThat(requests.get("ann").status()).isEqualTo(Status.COMPLETED);
            } finally {
                over.countDown();
            }
        }
    }

    private static void awaited(CountDownLatch event) {
        try {
            event.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void atTarget(MoveRequest request, String statement) throws Exception {
        try (var files = Files.walk(folder)) {
            Path file = files.filter(path -> path.toString().contains(request.targetGuid().toString())
                    && path.toString().endsWith("sqlite")).findFirst().orElseThrow();
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var change = connection.createStatement()) {
                change.execute(statement);
            }
        }
    }

    /// A copy falls behind after all was copied: it is waited for while the user works, and for no more than the lock
    /// when it has come along.
    @Test
    void aMailboxIsNotLockedWhileCopiesAreBehind() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            databases.close();
            databases = new PostgresDatabaseHost(new PostgresAddress(PostgresServer.url(server), Postgres.USER,
                    () -> ""), StoreLimits.USUAL, PostgresLimits.USUAL, clock, new SecureRandom());
            for (DatabaseObject each : organization.databases().all(DatabaseObject.Kind.MAILBOX)) {
                databases.mount(each.header().guid(), each.name(), DatabaseHost.Kind.MAILBOX, true);
            }
            save();
            MoveRequest request = requests.create("ann", new MoveRequests.Wanted("DB2", "", false, "", true, false, 0,
                    false), clock).value();
            var naps = new ArrayList<Boolean>();
            var comesAlong = new AtomicBoolean();
            try (var rounds = new MoveRounds(requests, _ -> Optional.empty(), databases, _ -> Optional.empty(), clock,
                    time -> {
                        now = now.plus(time);
                        naps.add(isLocked(request));
                        if (naps.getLast()) {
                            ask(server, "SELECT pg_drop_replication_slot('behind')");
                        } else if (comesAlong.get()) {
                            ask(server, "SELECT pg_replication_slot_advance('behind', pg_current_wal_flush_lsn())");
                        }
                    })) {
                look(rounds);
                assertThat(requests.get("ann").status()).isEqualTo(Status.AUTO_SUSPENDED);
                ask(server, "SELECT pg_create_physical_replication_slot('behind', true)");
                save();
                requests.resume("ann", false);
                look(rounds);
                assertThat(naps).isNotEmpty().doesNotContain(true);
                assertThat(isLocked(request)).isFalse();
                assertThat(requests.get("ann").message()).contains("Copies of the database");
                naps.clear();
                comesAlong.set(true);
                now = now.plusSeconds(1);
                look(rounds);
                assertThat(naps).as("once for the lock").containsOnlyOnce(true);
                assertThat(requests.get("ann").status()).isEqualTo(Status.COMPLETED);
            }
            databases.close();
        }
    }

    private static void ask(PostgresServer server, String statement) {
        try {
            assertThat(server.ask(statement)).hasSize(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
