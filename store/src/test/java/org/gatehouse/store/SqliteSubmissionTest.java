package org.gatehouse.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The outgoing queue on SQLite.
class SqliteSubmissionTest extends SubmissionContract {
    @TempDir
    Path folder;

    private SqliteDatabaseHost host;

    @BeforeEach
    void mount() {
        host = SqliteMailboxStoreTest.host(folder);
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
    }

    @AfterEach
    void dismount() {
        host.close();
    }

    @Override
    MailboxDatabase mailboxes() {
        return host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }
}
