package org.gatehouse.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.gatehouse.database.EngineLimits;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// The suites on folders, on SQLite.
class SqliteFoldersTest {
    @TempDir
    Path folder;

    private DatabaseHost mounting(InstantSource clock) {
        return new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, clock, new Random(1));
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
