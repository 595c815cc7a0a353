package org.gatehouse.directory.organization;

/// Where the clients of a mailbox database are sent just now.
///
/// @param legacyDn of an array or a server
/// @param site the site's name
public record ClientHome(String legacyDn, String fqdn, String site) {
    /// The legacy DN of a database whose clients belong here ([MS-OXOABK] 2.2.4.37).
    public String databaseLegacyDn() {
        return legacyDn + Databases.PRIVATE_RDN;
    }
}
