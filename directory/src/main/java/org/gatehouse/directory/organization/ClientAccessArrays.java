package org.gatehouse.directory.organization;

import java.util.List;
import java.util.Optional;

/// Client access arrays: one per site, unique in name and FQDN.
public final class ClientAccessArrays {
    private final Entries entries;
    private final Sites sites;
    private final Servers servers;

    ClientAccessArrays(Entries entries, Sites sites, Servers servers) {
        this.entries = entries;
        this.sites = sites;
        this.servers = servers;
    }

    /// @param name may be empty: the first label of the FQDN then
    /// @param site an identity of a site
    public Outcome<ClientAccessArray> create(String name, String fqdn, String site) {
        throw new UnsupportedOperationException();
    }

    public ClientAccessArray get(String identity) {
        throw new UnsupportedOperationException();
    }

    public List<ClientAccessArray> all() {
        throw new UnsupportedOperationException();
    }

    /// The array of a site.
    ///
    /// @param site the site's name
    public Optional<ClientAccessArray> ofSite(String site) {
        return all().stream().filter(array -> array.site().equalsIgnoreCase(site)).findFirst();
    }

    /// Changes what is not empty.
    public Outcome<ClientAccessArray> set(String identity, String name, String fqdn, String site) {
        throw new UnsupportedOperationException();
    }

    /// Refuses while databases refer to the array, unless `force`.
    public Outcome<ClientAccessArray> remove(String identity, boolean force) {
        throw new UnsupportedOperationException();
    }
}
