package org.gatehouse.directory.organization;

import java.util.List;
import java.util.Set;

/// Servers of the organisation.
public final class Servers {
    private final Entries entries;
    private final Sites sites;

    Servers(Entries entries, Sites sites) {
        this.entries = entries;
        this.sites = sites;
    }

    /// Registers a server with version 14.3, as set-up does; with its RPC Client Access settings and, for a Client
    /// Access server, its service connection point. One that is registered with the same values stays as it is.
    public Outcome<ExchangeServer> register(String name, String fqdn, String site, Set<ServerRole> roles) {
        throw new UnsupportedOperationException();
    }

    public ExchangeServer get(String identity) {
        throw new UnsupportedOperationException();
    }

    /// In the order of their creation.
    public List<ExchangeServer> all() {
        throw new UnsupportedOperationException();
    }

    /// Those with the role, in the order of their creation.
    public List<ExchangeServer> with(ServerRole role) {
        return all().stream().filter(server -> server.has(role)).toList();
    }

    /// Client Access servers of a site, in the order of their creation.
    public List<ExchangeServer> clientAccessServersOf(String site) {
        return with(ServerRole.CLIENT_ACCESS).stream().filter(server -> server.site().equalsIgnoreCase(site)).toList();
    }

    /// Moves a server to another site.
    public Outcome<ExchangeServer> move(String identity, String site) {
        throw new UnsupportedOperationException();
    }

    public Outcome<ExchangeServer> remove(String identity) {
        throw new UnsupportedOperationException();
    }
}
