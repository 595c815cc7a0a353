package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.subjects;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.database.Rivals;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.testing.Postgres;
import org.gatehouse.testing.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A standby that has not all of the primary's log takes over, under two processes that have the database mounted.
class LossyFailoverTest {
    private static final UUID DATABASE = UUID.fromString("40000000-0000-4000-8000-000000000001");
    private static final int LETTERS = 8;

    private static final MailboxKey BEN = key("ben", 2);
    private static final Caller BENS = caller(BEN);
    private static final MailboxKey CORA = key("cora", 3);
    private static final Caller CORAS = caller(CORA);

    private PostgresServer primary;
    private PostgresServer standby;
    private PostgresDatabaseHost here;
    private PostgresDatabaseHost there;

    private static MailboxKey key(String name, long number) {
        return new MailboxKey(new UUID(9, number), "/o=First/ou=Ex/cn=Recipients/cn=" + name, name,
                name + "@gate.example");
    }

    private static Caller caller(MailboxKey key) {
        return new Caller("GATE\\" + key.displayName(), key.legacyDn(), key.displayName(), Caller.Rights.OWNER,
                StandardCharsets.US_ASCII);
    }

    @BeforeEach
    void start() throws Exception {
        primary = PostgresServer.start();
        standby = primary.standby();
        here = mounted();
        there = mounted();
    }

    @AfterEach
    void stop() throws Exception {
        for (PostgresDatabaseHost host : new PostgresDatabaseHost[] {here, there}) {
            if (host != null) {
                host.close();
            }
        }
        standby.close();
        primary.close();
    }

    private PostgresDatabaseHost mounted() {
        return mounted(standby, primary);
    }

    private static PostgresDatabaseHost mounted(PostgresServer... servers) {
        var host = new PostgresDatabaseHost(new PostgresAddress(PostgresServer.url(servers), Postgres.USER, () -> ""),
                StoreLimits.USUAL, PostgresLimits.USUAL, InstantSource.system(), new SecureRandom());
        host.mount(DATABASE, "DB1", DatabaseHost.Kind.MAILBOX, true);
        return host;
    }

    private static MailboxSession session(PostgresDatabaseHost host) {
        return host.mounted(DATABASE).orElseThrow().open(OWNER, ANN);
    }

    private static LongTermId longTerm(MailboxSession session, ObjectId id) {
        return new LongTermId(session.replica(id.replicaId()).orElseThrow(), id.counter());
    }

    private void cutStandby() throws Exception {
        cut(standby);
    }

    /// The standby has what was written so far, and gets nothing more.
    private void cut(PostgresServer standby) throws Exception {
        String written = primary.ask("SELECT pg_current_wal_flush_lsn()").getFirst();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!"t".equals(standby.ask("SELECT pg_last_wal_replay_lsn() >= '" + written + "'").getFirst())) {
            assertThat(System.nanoTime()).as("within two minutes").isLessThan(end);
            Thread.onSpinWait();
        }
        standby.kill();
    }

    private void promoteStandby() throws Exception {
        promote(standby);
    }

    private static void promote(PostgresServer standby) throws Exception {
        // It would ask the primary for the rest.
        standby.settle("primary_conninfo = ''");
        standby.restart();
        standby.promote();
    }

    /// What was cut off says so; whoever asks again is served.
    private static <T> T again(Callable<T> call) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (true) {
            try {
                return call.call();
            } catch (DatabaseException cut) {
                assertThat(cut.isAway()).as(cut.getMessage()).isTrue();
                assertThat(System.nanoTime()).as("within two minutes").isLessThan(end);
            }
        }
    }

    @Test
    void idsThatWereLostAreNotGivenAgainByAnyProcess() throws Exception {
        MailboxSession mine = session(here);
        MailboxSession theirs = session(there);
        ObjectId kept = saved(inbox(mine), "kept", "body").id();
        UUID first = mine.replicaGuid();
        cutStandby();
        var lost = new HashSet<LongTermId>();
        ObjectId lostMessage = saved(inbox(mine), "lost", "body").id();
        lost.add(longTerm(mine, lostMessage));
        for (int letter = 0; letter < LETTERS; letter++) {
            lost.add(longTerm(theirs, saved(inbox(theirs), "lost", "body").id()));
        }
        primary.kill();
        promoteStandby();

        var given = new HashSet<LongTermId>();
        var replicas = new HashSet<UUID>();
        var savers = new ArrayList<FutureTask<ObjectId>>();
        for (int letter = 0; letter < LETTERS; letter++) {
            MailboxSession session = letter % 2 == 0 ? mine : theirs;
            var saver = new FutureTask<>(() -> again(() -> saved(inbox(session), "after", "body").id()));
            savers.add(saver);
            Thread.ofVirtual().start(saver);
        }
        for (int letter = 0; letter < LETTERS; letter++) {
            LongTermId id = longTerm(letter % 2 == 0 ? mine : theirs, savers.get(letter).get());
            assertThat(given.add(id)).isTrue();
            replicas.add(id.replica());
        }
        assertThat(given).doesNotContainAnyElementsOf(lost);
        assertThat(replicas).hasSize(1).doesNotContain(first);
        for (MailboxSession session : List.of(mine, theirs, session(here), session(there))) {
            assertThat(Set.of(session.replicaGuid())).isEqualTo(replicas);
            assertThat(longTerm(session, kept).replica()).isEqualTo(first);
            session.openMessage(kept, false).close();
            refused(ErrorCode.NOT_FOUND, () -> session.openMessage(lostMessage, false));
            assertThat(subjects(inbox(session).contents(false))).doesNotContain("lost").contains("kept", "after");
        }
        assertThat(here.mounted(DATABASE).orElseThrow().lastBreak()).hasValueSatisfying(last -> {
            assertThat(last.count()).isEqualTo(1);
            assertThat(last.why()).contains("timeline 1 and is in cluster").contains("timeline 2 now");
        });
    }

    /// The keys of a mailbox that is lost are another's then.
    @Test
    void nobodyFindsAnothersMailboxInThePlaceOfALostOne() throws Exception {
        session(there).close();
        cutStandby();
        MailboxSession lost = here.mounted(DATABASE).orElseThrow().open(BEN, BENS);
        saved(inbox(lost), "lost", "body");
        primary.kill();
        promoteStandby();
        long key = ((SqlMailboxSession) lost).mailbox().mb;
        // The log runs some ahead of these.
        standby.ask("ALTER TABLE " + PostgresDatabaseHost.schema(DATABASE) + ".mailbox ALTER COLUMN mb RESTART WITH "
                + key);
        try (MailboxSession cora = again(() -> there.mounted(DATABASE).orElseThrow().open(CORA, CORAS))) {
            assertThat(((SqlMailboxSession) cora).mailbox().mb).isEqualTo(key);
            saved(inbox(cora), "secret", "body");
            again(() -> {
                refused(ErrorCode.END_OF_SESSION, () -> inbox(lost));
                return true;
            });
            MailboxSession anew = again(() -> here.mounted(DATABASE).orElseThrow().open(BEN, BENS));
            assertThat(subjects(inbox(anew).contents(false))).isEmpty();
            saved(inbox(anew), "ben's", "body");
            assertThat(subjects(inbox(cora).contents(false))).containsExactly("secret");
        }
    }

    /// The second has nothing of the first one's time, not even that ids were of a new replica then: that it did not go
    /// on has happened as often there.
    @Test
    void whatTheFirstOfTwoStandbysGaveIsLostWithIt() throws Exception {
        try (PostgresServer second = primary.standby(); var host = mounted(second, standby, primary)) {
            MailboxSession ann = session(host);
            ObjectId kept = saved(inbox(ann), "kept", "body").id();
            cut(second);
            cutStandby();
            primary.kill();
            promoteStandby();
            LongTermId lost = longTerm(ann, again(() -> saved(inbox(ann), "lost", "body")).id());
            standby.kill();
            promote(second);
            LongTermId after = longTerm(ann, again(() -> saved(inbox(ann), "after", "body")).id());
            assertThat(after.replica()).isNotEqualTo(lost.replica());
            assertThat(longTerm(ann, kept).replica()).isNotEqualTo(after.replica());
            ann.openMessage(kept, false).close();
            assertThat(ann.own(lost)).isEmpty();
            try (var other = mounted(second); MailboxSession again = session(other)) {
                assertThat(again.replicaGuid()).isEqualTo(after.replica());
                again.openMessage(again.own(after).orElseThrow(), false).close();
            }
        }
    }

    /// The one that was the primary goes on and takes writes of those who have connections to it.
    @Test
    void aStandbyThatIsPromotedWhileThePrimaryLivesSplitsNoIds() throws Exception {
        MailboxSession mine = session(here);
        UUID first = mine.replicaGuid();
        cutStandby();
        var old = new HashSet<LongTermId>();
        var rivals = new Rivals(new PostgresAddress(PostgresServer.url(standby, primary), Postgres.USER, () -> ""),
                PostgresLimits.USUAL);
        assertThat(rivals.look()).as("while one of them is away").isEmpty();
        promoteStandby();
        assertThat(rivals.look()).hasValueSatisfying(trouble -> assertThat(trouble).contains("take writes",
                PostgresServer.url(standby).substring("jdbc:".length()) + " (cluster ", "timeline 2) and ",
                PostgresServer.url(primary).substring("jdbc:".length()) + " (cluster ", "timeline 1). What"));
        old.add(longTerm(mine, saved(inbox(mine), "to the old one, perhaps", "body").id()));
        // A process that starts finds the new one, and so does, sooner or later, whoever was there.
        try (PostgresDatabaseHost third = mounted(); MailboxSession new3 = session(third)) {
            UUID present = new3.replicaGuid();
            assertThat(present).isNotEqualTo(first);
            var given = new HashSet<LongTermId>();
            for (int letter = 0; letter < LETTERS; letter++) {
                given.add(longTerm(new3, saved(inbox(new3), "new", "body").id()));
                old.add(longTerm(mine, again(() -> saved(inbox(mine), "either", "body").id())));
            }
            assertThat(given).allMatch(id -> id.replica().equals(present));
            assertThat(old).filteredOn(id -> id.replica().equals(first)).doesNotContainAnyElementsOf(given);
            assertThat(given).doesNotContainAnyElementsOf(old);
        }
    }
}
