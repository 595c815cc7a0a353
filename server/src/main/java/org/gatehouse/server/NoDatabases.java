package org.gatehouse.server;

import java.util.Optional;
import java.util.UUID;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;

/// The databases of a node with neither the client-access nor the mailbox role: none, and none can be mounted.
final class NoDatabases implements DatabaseHost {
    @Override
    public void mount(UUID guid, String name, Kind kind, boolean create) {
        throw new StoreException("database '" + name + "' cannot be mounted here: this node has neither the"
                + " client-access nor the mailbox role. Mount it on a node that has one.");
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
    public boolean opens(UUID guid) {
        return false;
    }

    @Override
    public void close() {
        // none is open
    }
}
