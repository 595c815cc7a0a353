package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.saved;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Moves out of PostgreSQL.
class PostgresMailboxMoveTest {
    private PostgresDatabaseHost host;

    private DatabaseHost mounting(InstantSource clock) {
        host = PostgresMailboxStoreTest.emptied(clock);
        return host;
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    @Nested
    class ToPostgres extends MailboxMoveContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }

        @Override
        MailboxDatabase target() {
            return second();
        }

        @Test
        void aCopyThatIsBehindIsWaitedFor() {
            SqlEngine engine = ((SqlMailboxDatabase) target()).engine();
            assertThat(engine.<Optional<String>>read(sql -> sql.one(
                    "SELECT pg_create_physical_replication_slot('behind', true)::text", row -> row.getString(1))))
                    .isPresent();
            try (MailboxSession ann = owner(ANN)) {
                saved(inbox(ann), "one", "body");
                MailboxMove move = claim();
                moveAll(move);
                assertThat(move.progress().stage()).as("it waits for the copy of the source")
                        .isEqualTo(MailboxMove.Stage.LOCKED);
                String mark = move.mark();
                assertThat(move.isKept(mark)).isFalse();
                engine.read(sql -> sql.one("SELECT pg_drop_replication_slot('behind')::text", row -> true));
                assertThat(move.isKept(mark)).isTrue();
                move.complete(SOME_BYTES);
                assertThat(move.progress().stage()).isEqualTo(MailboxMove.Stage.ARRIVED);
            }
        }

        /// The source came back without the lock: who takes over from it must have the one that there is now.
        @Test
        void aLockThatWasMadeAnewIsWaitedForAnew() {
            SqlEngine engine = ((SqlMailboxDatabase) target()).engine();
            ask(engine, "SELECT pg_create_physical_replication_slot('behind', true)::text");
            try (MailboxSession ann = owner(ANN)) {
                saved(inbox(ann), "one", "body");
                MailboxMove move = claim();
                moveAll(move);
                assertThat(move.progress().stage()).isEqualTo(MailboxMove.Stage.LOCKED);
                boolean _ = ((SqlMailboxDatabase) first()).engine().write(sql -> {
                    Departures.restore(sql, sql.one("SELECT mb FROM departed", row -> row.getLong(1)).orElseThrow());
                    return true;
                });
                ask(engine, "SELECT pg_replication_slot_advance('behind', pg_current_wal_flush_lsn())::text");
                move.complete(SOME_BYTES);
                assertThat(move.progress().stage()).isEqualTo(MailboxMove.Stage.LOCKED);
            } finally {
                ask(engine, "SELECT pg_drop_replication_slot('behind')::text");
            }
        }

        private static void ask(SqlEngine engine, String statement) {
            assertThat(engine.<Optional<Boolean>>read(sql -> sql.one(statement, _ -> true))).isPresent();
        }
    }

    @Nested
    class ToSqlite extends MailboxMoveContract {
        @TempDir
        Path folder;

        private SqliteDatabaseHost other;

        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }

        @Override
        MailboxDatabase target() {
            if (other == null) {
                other = new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, this::instant,
                        new Random(2));
            }
            other.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
            return other.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
        }

        @AfterEach
        void closeOther() {
            if (other != null) {
                other.close();
            }
        }
    }
}
