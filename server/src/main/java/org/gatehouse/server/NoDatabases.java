package org.gatehouse.server;

import java.util.Optional;
import java.util.UUID;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;

/// The databases of a node without the mailbox role: none, and none can be mounted.
final class NoDatabases implements DatabaseHost {
    @Override
    public void mount(UUID guid, String name, Kind kind, boolean create) {
        throw new StoreException("database '" + name + "' cannot be mounted here: this node has no mailbox role. Add"
                + " \"mailbox\" to node.roles and start it again.");
    }

    @Override
    public void dismount(UUID guid) {
        // none is mounted
    }

    @Override
    public Optional<MailboxDatabase> mounted(UUID guid) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // none is open
    }
}
