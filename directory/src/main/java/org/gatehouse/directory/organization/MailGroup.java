package org.gatehouse.directory.organization;

import java.util.List;

/// A group that takes mail for its members.
///
/// @param proxyAddresses with their types, the primary one in capitals
/// @param members distinguished names
/// @param managedBy distinguished name of the owner; empty without one
/// @param isSecurity whether rights can be given to it too
public record MailGroup(ObjectHeader header, String samAccountName, String displayName, String alias,
        String primarySmtpAddress, List<String> proxyAddresses, String legacyExchangeDn, List<String> members,
        String managedBy, boolean isSecurity, boolean hiddenFromAddressLists) {
    public MailGroup {
        proxyAddresses = List.copyOf(proxyAddresses);
        members = List.copyOf(members);
    }

    public String name() {
        return header.name();
    }
}
