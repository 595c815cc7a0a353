package org.gatehouse.store;

import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/// The suites on folders, on one engine after the other.
abstract class FoldersSuites {
    /// A host without databases; its maker closes it.
    abstract DatabaseHost mounting(InstantSource clock);

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
