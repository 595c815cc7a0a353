package org.gatehouse.store;

import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What is told of changes, on PostgreSQL.
class PostgresNotificationTest extends NotificationContract {
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
