package org.gatehouse.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.gatehouse.database.EngineLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What may be sent, on SQLite.
class SqliteSendingTest extends SendingContract {
    @TempDir
    Path folder;

    private SqliteDatabaseHost host;

    @BeforeEach
    void mount() {
        host = new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, () -> now, new SecureRandom());
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
    }

    @AfterEach
    void dismount() {
        host.close();
    }

    @Override
    void mountAgain() {
        host.dismount(SqliteMailboxStoreTest.MAILBOXES);
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, false);
    }

    @Override
    MailboxDatabase mailboxes() {
        return host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }
}
