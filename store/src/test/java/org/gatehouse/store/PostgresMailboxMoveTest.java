package org.gatehouse.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.gatehouse.database.EngineLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
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
