package org.gatehouse.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// The suites on folders, on PostgreSQL.
class PostgresFoldersTest extends FoldersSuites {
    private final List<DatabaseHost> hosts = new ArrayList<>();

    @Override
    DatabaseHost mounting(InstantSource clock) {
        PostgresDatabaseHost host = PostgresMailboxStoreTest.emptied(clock);
        hosts.add(host);
        return host;
    }

    @AfterEach
    void close() {
        hosts.forEach(DatabaseHost::close);
    }
}
