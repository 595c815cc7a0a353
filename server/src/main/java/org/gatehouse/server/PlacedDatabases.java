package org.gatehouse.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;

/// The databases of a process, each opened where its object in the directory says: where the directory is, in a file of
/// the data folder, or in a PostgreSQL database of its own.
final class PlacedDatabases implements DatabaseHost {
    private final Function<UUID, Optional<DatabaseObject>> objects;
    private final Predicate<DatabaseObject> ours;
    private final Predicate<String> serversHere;
    private final Function<String, DatabaseHost> openers;
    /// By connection string.
    private final Map<String, DatabaseHost> hosts = new ConcurrentHashMap<>();
    private final Map<UUID, DatabaseHost> places = new ConcurrentHashMap<>();

    /// @param objects by GUID
    /// @param ours those that this process opens at all
    /// @param serversHere names of the servers that this process may be
    /// @param openers what opens databases of a connection string
    PlacedDatabases(Function<UUID, Optional<DatabaseObject>> objects, Predicate<DatabaseObject> ours,
            Predicate<String> serversHere, Function<String, DatabaseHost> openers) {
        this.objects = objects;
        this.ours = ours;
        this.serversHere = serversHere;
        this.openers = openers;
    }

    @Override
    public boolean opens(UUID guid) {
        return objects.apply(guid).filter(object -> ours.test(object) && isReachable(object)).isPresent();
    }

    /// A file is reachable in the process of its server only.
    boolean isReachable(DatabaseObject object) {
        return !object.connectionString().equals(DatabaseObject.IN_FILE) || serversHere.test(object.server());
    }

    @Override
    public void mount(UUID guid, String name, Kind kind, boolean create) {
        DatabaseObject object = objects.apply(guid).orElseThrow(() -> new StoreException("database " + name
                + " is not in the directory any more"));
        if (!isReachable(object)) {
            throw new StoreException("database '" + name + "' is in a SQLite file of server '" + object.server()
                    + "' and serves only roles in the process of that server");
        }
        if (!ours.test(object)) {
            throw new StoreException("database '" + name + "' is on server '" + object.server() + "': without the"
                    + " client-access role this node opens its own databases only");
        }
        DatabaseHost host = hosts.computeIfAbsent(object.connectionString(), openers);
        host.mount(guid, name, kind, create);
        places.put(guid, host);
    }

    @Override
    public void dismount(UUID guid) {
        DatabaseHost host = places.get(guid);
        if (host != null) {
            host.dismount(guid);
        }
    }

    @Override
    public Optional<MailboxDatabase> mounted(UUID guid) {
        DatabaseHost host = places.get(guid);
        return host == null ? Optional.empty() : host.mounted(guid);
    }

    @Override
    public List<MailboxDatabase> mounted() {
        var all = new ArrayList<MailboxDatabase>();
        hosts.values().forEach(host -> all.addAll(host.mounted()));
        return all;
    }

    @Override
    public void close() {
        hosts.values().forEach(DatabaseHost::close);
    }
}
