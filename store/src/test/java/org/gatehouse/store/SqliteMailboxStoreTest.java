package org.gatehouse.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import java.security.SecureRandom;
import org.gatehouse.database.EngineLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The contract on SQLite.
class SqliteMailboxStoreTest extends MailboxStoreContract {
    static final UUID MAILBOXES = UUID.fromString("10000000-0000-4000-8000-000000000001");
    static final UUID PUBLIC = UUID.fromString("10000000-0000-4000-8000-000000000002");

    @TempDir
    Path folder;

    private SqliteDatabaseHost host;

    static SqliteDatabaseHost host(Path folder) {
        return new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, InstantSource.system(),
                new SecureRandom());
    }

    @BeforeEach
    void mount() {
        host = host(folder);
        host.mount(MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        host.mount(PUBLIC, "Public", DatabaseHost.Kind.PUBLIC_FOLDER, true);
    }

    @AfterEach
    void dismount() {
        host.close();
    }

    @Override
    MailboxDatabase mailboxes() {
        return host.mounted(MAILBOXES).orElseThrow();
    }

    @Override
    MailboxDatabase publicFolders() {
        return host.mounted(PUBLIC).orElseThrow();
    }
}
