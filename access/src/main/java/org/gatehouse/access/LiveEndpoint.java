package org.gatehouse.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gatehouse.directory.addressbook.Endpoint;

/// Whom a client is referred to, decided by where it belongs and by who lives there ([MS-OXABREF] 3.1.1: no dead
/// server is handed out).
public final class LiveEndpoint {
    private LiveEndpoint() {}

    /// The endpoint itself while it has a live server, else its site's array, else another live server of its site.
    ///
    /// @param siteServers the Client Access servers of the endpoint's site, by DNS names
    /// @param siteArray the array of that site; asked for only where the endpoint is dead
    /// @return empty when nobody lives in that site
    public static Optional<String> of(Endpoint endpoint, List<String> siteServers, Supplier<Optional<String>> siteArray,
            Predicate<String> alive) {
        Optional<String> living = siteServers.stream().filter(alive).findFirst();
        if (living.isEmpty()) {
            return Optional.empty();
        }
        if (endpoint.kind() == Endpoint.Kind.ARRAY || alive.test(endpoint.fqdn())) {
            return Optional.of(endpoint.fqdn());
        }
        return siteArray.get().or(() -> living);
    }
}
