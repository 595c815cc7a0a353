package org.gatehouse.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/// The suites on folders, on PostgreSQL.
class PostgresFoldersTest {
    private final List<DatabaseHost> hosts = new ArrayList<>();

    private DatabaseHost mounting(InstantSource clock) {
        PostgresDatabaseHost host = PostgresMailboxStoreTest.emptied(clock);
        hosts.add(host);
        return host;
    }

    @AfterEach
    void close() {
        hosts.forEach(DatabaseHost::close);
    }

    @Nested
    class Permissions extends FolderPermissionsContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class Searches extends SearchFoldersContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class SoftDeletion extends SoftDeletionContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class Crossing extends CrossStoreContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class PerUser extends PerUserContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class Tables extends TableContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class Restrictions extends RestrictionContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class Store extends StoreObjectContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }

    @Nested
    class Properties extends FolderPropertiesContract {
        @Override
        DatabaseHost host(InstantSource clock) {
            return mounting(clock);
        }
    }
}
