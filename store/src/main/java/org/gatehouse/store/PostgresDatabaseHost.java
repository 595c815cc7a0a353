package org.gatehouse.store;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresEngine;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.database.Rivals;

/// Databases as schemas `mdb_<guid>` of one PostgreSQL database. Several processes may mount the same ones.
public final class PostgresDatabaseHost implements DatabaseHost {
    private final PostgresAddress address;
    private final Rivals rivals;
    private final StoreLimits limits;
    private final PostgresLimits engineLimits;
    private final InstantSource clock;
    private final RandomGenerator random;
    /// Looked at without the lock, which is held while a server is waited for.
    private final Map<UUID, SqlMailboxDatabase> mounted = new ConcurrentHashMap<>();

    /// @param random for replica GUIDs and search keys: must be safe for several threads
    public PostgresDatabaseHost(PostgresAddress address, StoreLimits limits, PostgresLimits engineLimits,
            InstantSource clock, RandomGenerator random) {
        this.address = address;
        this.rivals = new Rivals(address, engineLimits);
        this.limits = limits;
        this.engineLimits = engineLimits;
        this.clock = clock;
        this.random = random;
    }

    /// The schema of a database.
    static String schema(UUID guid) {
        return "mdb_" + guid.toString().replace("-", "");
    }

    @Override
    public synchronized void mount(UUID guid, String name, Kind kind, boolean create) {
        if (mounted.containsKey(guid)) {
            return;
        }
        var lineage = new PostgresLineage(name, clock, random);
        PostgresEngine engine;
        try {
            if (!create && !PostgresEngine.exists(address, schema(guid), engineLimits)) {
                throw new StoreException("database " + name + " has no schema " + schema(guid) + " at " + address
                        + ": restore it, or mount it as a new empty database");
            }
            engine = PostgresEngine.open(address, schema(guid), StoreSchema.MIGRATIONS, engineLimits, lineage);
        } catch (DatabaseException failure) {
            throw new StoreException("cannot mount database " + name + ": " + failure.getMessage(), failure);
        }
        boolean kept = false;
        try {
            var database = new SqlMailboxDatabase(guid, name, kind, engine, limits, clock, random);
            lineage.follow(database);
            database.rememberedBy(rivals::lookNowAndThen);
            mounted.put(guid, database);
            kept = true;
        } finally {
            if (!kept) {
                engine.close();
            }
        }
    }

    @Override
    public synchronized void dismount(UUID guid) {
        SqlMailboxDatabase database = mounted.remove(guid);
        if (database != null) {
            database.close();
        }
    }

    @Override
    public Optional<MailboxDatabase> mounted(UUID guid) {
        return Optional.ofNullable(mounted.get(guid));
    }

    @Override
    public List<MailboxDatabase> mounted() {
        return List.copyOf(mounted.values());
    }

    @Override
    public synchronized void close() {
        List.copyOf(mounted.keySet()).forEach(this::dismount);
    }
}
