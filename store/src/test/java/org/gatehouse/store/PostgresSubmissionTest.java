package org.gatehouse.store;

import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The outgoing queue on PostgreSQL.
class PostgresSubmissionTest extends SubmissionContract {
    private PostgresDatabaseHost host;

    @BeforeEach
    void mount() {
        host = PostgresMailboxStoreTest.emptied(InstantSource.system());
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
    }

    @AfterEach
    void dismount() {
        if (host != null) {
            host.close();
        }
    }

    @Override
    MailboxDatabase mailboxes() {
        return host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }
}
