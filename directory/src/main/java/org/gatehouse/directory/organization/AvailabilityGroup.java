package org.gatehouse.directory.organization;

import java.util.List;

/// A database availability group: servers between which databases are replicated.
///
/// @param witnessServer and its folder are kept and shown; which copy is active is decided elsewhere
/// @param addresses as given; kept and shown
/// @param servers names of its members
public record AvailabilityGroup(ObjectHeader header, String witnessServer, String witnessDirectory,
        List<String> addresses, boolean allowsCrossSiteRpcClientAccess, List<String> servers) {
    public AvailabilityGroup {
        addresses = List.copyOf(addresses);
        servers = List.copyOf(servers);
    }

    public String name() {
        return header.name();
    }
}
