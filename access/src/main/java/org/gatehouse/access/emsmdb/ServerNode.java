package org.gatehouse.access.emsmdb;

/// Which server of the organisation this service is.
///
/// @param site the site's name
/// @param clientAccess whether it takes private logons
/// @param mailbox whether it takes public folder logons
public record ServerNode(String name, String fqdn, String legacyDn, String organization, String site,
        boolean clientAccess, boolean mailbox) {}
