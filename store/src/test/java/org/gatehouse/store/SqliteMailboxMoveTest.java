package org.gatehouse.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.gatehouse.database.EngineLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// Moves out of SQLite.
class SqliteMailboxMoveTest {
    @TempDir
    Path folder;

    private DatabaseHost mounting(InstantSource clock) {
        return new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, clock, new Random(1));
    }

    @Nested
    class ToSqlite extends MailboxMoveContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }

        @Override
        MailboxDatabase target() {
            return second();
        }
    }

    @Nested
    class ToPostgres extends MailboxMoveContract {
        private PostgresDatabaseHost other;

        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }

        @Override
        MailboxDatabase target() {
            if (other == null) {
                other = PostgresMailboxStoreTest.emptied(this::instant);
            }
            other.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
            return other.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
        }

        @AfterEach
        void close() {
            if (other != null) {
                other.close();
            }
        }
    }
}
