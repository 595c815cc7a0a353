package org.gatehouse.server;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;

/// Which mailboxes of databases are locked for the end of a move, by any process. Databases are asked beside whoever
/// wants to know, who hears what they said last: one that is away holds nobody up.
final class LockedMailboxes {
    private final Map<UUID, List<UUID>> known = new ConcurrentHashMap<>();
    private final Set<UUID> asked = ConcurrentHashMap.newKeySet();

    /// Has a database say it, unless it has not answered yet.
    void ask(MailboxDatabase database) {
        if (asked.add(database.guid())) {
            Thread.ofVirtual().name("locked mailboxes of " + database.name()).start(() -> {
                try {
                    known.put(database.guid(), database.departures().locked());
                } catch (DatabaseException | StoreException away) {
                    known.remove(database.guid()); // nobody can be given back there now
                } finally {
                    asked.remove(database.guid());
                }
            });
        }
    }

    boolean has(UUID database, UUID mailbox) {
        return known.getOrDefault(database, List.of()).contains(mailbox);
    }

    /// Whether all databases that were asked have answered.
    boolean isIdle() {
        return asked.isEmpty();
    }
}
