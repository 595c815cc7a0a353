package org.gatehouse.store;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The contract on PostgreSQL.
class PostgresMailboxStoreTest extends MailboxStoreContract {
    private final UUID mailboxes = UUID.randomUUID();
    private final UUID publicFolders = UUID.randomUUID();
    private PostgresDatabaseHost host;

    static PostgresDatabaseHost host() {
        return new PostgresDatabaseHost(new PostgresAddress(Postgres.url(), Postgres.USER, () -> ""),
                StoreLimits.USUAL, PostgresLimits.USUAL, InstantSource.system(), new SecureRandom());
    }

    @BeforeEach
    void open() {
        host = host();
    }

    @AfterEach
    void dismount() {
        if (host != null) {
            host.close();
        }
    }

    @Override
    MailboxDatabase mailboxes() {
        host.mount(mailboxes, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        return host.mounted(mailboxes).orElseThrow();
    }

    @Override
    MailboxDatabase publicFolders() {
        host.mount(publicFolders, "Public", DatabaseHost.Kind.PUBLIC_FOLDER, true);
        return host.mounted(publicFolders).orElseThrow();
    }
}
