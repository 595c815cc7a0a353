package org.gatehouse.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.gatehouse.database.EngineLimits;
import org.junit.jupiter.api.io.TempDir;

/// The suites on folders, on SQLite.
class SqliteFoldersTest extends FoldersSuites {
    @TempDir
    Path folder;

    @Override
    DatabaseHost mounting(InstantSource clock) {
        return new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, clock, new Random(1));
    }
}
