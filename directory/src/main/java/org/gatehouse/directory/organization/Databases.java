package org.gatehouse.directory.organization;

import java.util.List;
import java.util.Map;

/// Mailbox and public folder databases.
public final class Databases {
    private final Entries entries;
    private final Servers servers;
    private final ClientAccessArrays arrays;

    Databases(Entries entries, Servers servers, ClientAccessArrays arrays) {
        this.entries = entries;
        this.servers = servers;
        this.arrays = arrays;
    }

    /// Creates the object; its RPC endpoint is chosen now and never changes by itself.
    ///
    /// @param server an identity of a mailbox server
    /// @param settings by property, as typed
    public Outcome<DatabaseObject> create(DatabaseObject.Kind kind, String name, String server,
            Map<DatabaseProperty, String> settings) {
        throw new UnsupportedOperationException();
    }

    public DatabaseObject get(DatabaseObject.Kind kind, String identity) {
        throw new UnsupportedOperationException();
    }

    public List<DatabaseObject> all(DatabaseObject.Kind kind) {
        throw new UnsupportedOperationException();
    }

    /// Those on a server.
    ///
    /// @param server an identity of a server
    public List<DatabaseObject> onServer(DatabaseObject.Kind kind, String server) {
        throw new UnsupportedOperationException();
    }

    /// Changes settings; an empty value puts the default back.
    public Outcome<DatabaseObject> set(DatabaseObject.Kind kind, String identity,
            Map<DatabaseProperty, String> settings) {
        throw new UnsupportedOperationException();
    }

    public Outcome<DatabaseObject> rename(DatabaseObject.Kind kind, String identity, String newName) {
        throw new UnsupportedOperationException();
    }

    /// Points a mailbox database's clients at an array or a Client Access server.
    ///
    /// @param endpoint any identity of an array or a server
    public Outcome<DatabaseObject> setRpcClientAccessServer(String identity, String endpoint) {
        throw new UnsupportedOperationException();
    }

    /// Refuses while it holds mailboxes.
    public Outcome<DatabaseObject> remove(DatabaseObject.Kind kind, String identity) {
        throw new UnsupportedOperationException();
    }
}
