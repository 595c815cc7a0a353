package org.gatehouse.directory.organization;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of the RPC Client Access service, per server.
public final class RpcClientAccess {
    private final Entries entries;
    private final Servers servers;

    RpcClientAccess(Entries entries, Servers servers) {
        this.entries = entries;
        this.servers = servers;
    }

    /// @param server an identity of a server
    public RpcClientAccessSettings get(String server) {
        throw new UnsupportedOperationException();
    }

    public List<RpcClientAccessSettings> all() {
        throw new UnsupportedOperationException();
    }

    /// Changes what is not null.
    public Outcome<RpcClientAccessSettings> set(String server, @Nullable Integer maximumConnections,
            @Nullable Boolean encryptionRequired, @Nullable String blockedClientVersions) {
        throw new UnsupportedOperationException();
    }
}
