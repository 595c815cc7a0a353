package org.gatehouse.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.Databases;
import org.gatehouse.directory.organization.MountState;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mounts and dismounts the databases of this process as the directory wants it, whichever process an administrator
/// said it in. What cannot be mounted is tried again now and then.
final class Mounts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mounts.class);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Databases directory;
    private final DatabaseHost host;
    private final Predicate<DatabaseObject> ours;
    private final boolean shared;
    private final Rounds rounds;
    /// By themselves: a host that is away holds them up.
    private final Rounds remembering;
    /// The last request of each database that was obeyed.
    private final Map<UUID, Long> obeyed = new HashMap<>();
    /// Those that are to be mounted and could not be, with the reason told last.
    private final Map<UUID, String> failing = new HashMap<>();

    /// @param ours those that this process mounts
    /// @param shared whether other processes follow the same directory
    Mounts(Databases directory, DatabaseHost host, Predicate<DatabaseObject> ours, boolean shared) {
        this.directory = directory;
        this.host = host;
        this.ours = ours;
        this.shared = shared;
        this.rounds = Rounds.every(AGAIN, "mounts", this::look);
        this.remembering = Rounds.every(AGAIN, "lineage of databases", () ->
                host.mounted().forEach(MailboxDatabase::remember));
    }

    /// Mounts those that mount at start, then follows requests. One that cannot be mounted leaves the others alone: its
    /// users get an error, an administrator a log line.
    void start() {
        for (DatabaseObject database : ourDatabases()) {
            MountState state = directory.mountState(database);
            obeyed.put(database.header().guid(), state.request());
            // Where others may have it open, a dismounted database stays so when one of them starts.
            boolean wanted = !(shared && state.isDismounted()) && (state.mounted() || !directory.isNew(database));
            if (wanted && database.isSet(DatabaseProperty.MOUNT_AT_STARTUP)) {
                mount(database);
            }
        }
        rounds.startLater();
        remembering.startLater();
    }

    /// The directory has changed.
    void changed() {
        rounds.wake();
    }

    private List<DatabaseObject> ourDatabases() {
        return Stream.of(DatabaseObject.Kind.values()).flatMap(kind -> directory.all(kind).stream()).filter(ours)
                .toList();
    }

    private void look() {
        try {
            Set<UUID> known = new HashSet<>();
            for (DatabaseObject database : ourDatabases()) {
                known.add(database.header().guid());
                obey(database);
            }
            for (MailboxDatabase mounted : host.mounted()) {
                if (!known.contains(mounted.guid())) {
                    LOG.info("database {} was removed", mounted.name());
                    host.dismount(mounted.guid());
                }
            }
            failing.keySet().retainAll(known);
        } catch (DirectoryException | DatabaseException away) {
            LOG.debug("mounts stay as they are: {}", away.getMessage());
        }
    }

    private void obey(DatabaseObject database) {
        UUID guid = database.header().guid();
        MountState state = directory.mountState(database);
        if (obeyed.getOrDefault(guid, 0L) != state.request()) {
            if (state.mounted()) {
                mount(database);
            } else {
                failing.remove(guid);
                host.dismount(guid);
            }
            // Only now: what the directory or a server that is away cut off is done in the next round.
            obeyed.put(guid, state.request());
        } else if (failing.containsKey(guid)) {
            mount(database);
        }
    }

    private void mount(DatabaseObject database) {
        UUID guid = database.header().guid();
        try {
            boolean create = shared && directory.mountState(database).mounted() && directory.isNew(database);
            host.mount(guid, database.name(), switch (database.kind()) {
                case MAILBOX -> DatabaseHost.Kind.MAILBOX;
                case PUBLIC_FOLDER -> DatabaseHost.Kind.PUBLIC_FOLDER;
            }, create);
            directory.mounted(database);
            if (failing.remove(guid) != null) {
                LOG.info("database {} is mounted now", database.name());
            }
        } catch (StoreException | DatabaseException cannot) {
            String reason = String.valueOf(cannot.getMessage());
            if (!reason.equals(failing.put(guid, reason))) {
                LOG.warn("database {} stays dismounted: {}", database.name(), reason);
            }
        }
    }

    @Override
    public void close() {
        rounds.close();
        remembering.close();
    }
}
