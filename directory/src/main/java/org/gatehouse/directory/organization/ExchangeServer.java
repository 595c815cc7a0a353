package org.gatehouse.directory.organization;

import java.util.List;
import java.util.Set;

/// A server with its roles.
///
/// @param site the site's name
/// @param versionNumber the packed number of versionNumber; `serialNumber` is its text `Version 14.3 (Build 30123.4)`
public record ExchangeServer(ObjectHeader header, String fqdn, String site, Set<ServerRole> roles,
        String legacyExchangeDn, int versionNumber, String serialNumber, List<String> networkAddresses) {
    public ExchangeServer {
        roles = Set.copyOf(roles);
        networkAddresses = List.copyOf(networkAddresses);
    }

    public String name() {
        return header.name();
    }

    /// The major number of the release, from bit 22 of versionNumber: 8 for 2007, 14 for 2010.
    public int majorVersion() {
        return versionNumber >> 22 & 0x3F;
    }

    public boolean has(ServerRole role) {
        return roles.contains(role);
    }
}
