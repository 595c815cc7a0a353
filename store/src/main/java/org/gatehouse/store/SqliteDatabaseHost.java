package org.gatehouse.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqliteEngine;

/// Databases as SQLite files of one folder, `<name>-<guid>.mdb.sqlite`, found by their GUID.
public final class SqliteDatabaseHost implements DatabaseHost {
    private static final String SUFFIX = ".mdb.sqlite";

    private final Path folder;
    private final StoreLimits limits;
    private final EngineLimits engineLimits;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<UUID, SqlMailboxDatabase> mounted = new HashMap<>();
    private final Map<UUID, SqliteLineage> lineages = new HashMap<>();

    /// @param folder exists and is writable
    /// @param random for replica GUIDs and search keys: must be safe for several threads
    public SqliteDatabaseHost(Path folder, StoreLimits limits, EngineLimits engineLimits, InstantSource clock,
            RandomGenerator random) {
        this.folder = folder;
        this.limits = limits;
        this.engineLimits = engineLimits;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public synchronized void mount(UUID guid, String name, Kind kind, boolean create) {
        if (mounted.containsKey(guid)) {
            return;
        }
        Path file = file(guid).orElseGet(() -> {
            if (!create) {
                throw new StoreException("database " + name + " has no file *-" + guid + SUFFIX + " in " + folder
                        + ": put the file back, or mount it with a new empty file");
            }
            return folder.resolve(safe(name) + "-" + guid + SUFFIX);
        });
        SqliteEngine engine;
        try {
            engine = SqliteEngine.open(file, StoreSchema.MIGRATIONS, engineLimits);
        } catch (DatabaseException failure) {
            throw new StoreException("cannot mount database " + name + ": " + failure.getMessage(), failure);
        }
        boolean kept = false;
        try {
            var database = new SqlMailboxDatabase(guid, name, kind, engine, limits, clock, random);
            // The file is the right one, so far nobody has read in it.
            SqliteLineage lineage = SqliteLineage.opened(file, name, engine, clock, random);
            database.rememberedBy(lineage::remember);
            mounted.put(guid, database);
            lineages.put(guid, lineage);
            kept = true;
        } finally {
            if (!kept) {
                engine.close();
            }
        }
    }

    private Optional<Path> file(UUID guid) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.getFileName().toString().endsWith("-" + guid + SUFFIX))
                    .toList();
            if (found.size() > 1) {
                throw new StoreException("several files for database " + guid + ": " + found + "; keep the right one");
            }
            return found.stream().findFirst();
        } catch (IOException failure) {
            throw new StoreException("cannot list " + folder + ": " + failure.getMessage(), failure);
        }
    }

    /// A name that every file system takes.
    private static String safe(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return safe.substring(0, Math.min(safe.length(), 60));
    }

    @Override
    public synchronized void dismount(UUID guid) {
        SqlMailboxDatabase database = mounted.remove(guid);
        SqliteLineage lineage = lineages.remove(guid);
        if (lineage != null) {
            lineage.renew();
        }
        if (database != null) {
            database.close();
        }
    }

    @Override
    public synchronized Optional<MailboxDatabase> mounted(UUID guid) {
        return Optional.ofNullable(mounted.get(guid));
    }

    @Override
    public synchronized List<MailboxDatabase> mounted() {
        return List.copyOf(mounted.values());
    }

    @Override
    public synchronized void close() {
        List.copyOf(mounted.keySet()).forEach(this::dismount);
    }
}
