package org.gatehouse.directory.organization;

import java.util.Set;

/// A server with its roles.
///
/// @param site the site's name
/// @param versionNumber the packed number of versionNumber; `serialNumber` is its text `Version 14.3 (Build 30123.4)`
public record ExchangeServer(ObjectHeader header, String fqdn, String site, Set<ServerRole> roles,
        String legacyExchangeDn, int versionNumber, String serialNumber) {
    public ExchangeServer {
        roles = Set.copyOf(roles);
    }

    public String name() {
        return header.name();
    }

    public boolean has(ServerRole role) {
        return roles.contains(role);
    }
}
