package org.gatehouse.directory.addressbook;

/// Where clients of a database are sent.
///
/// @param legacyDn of the array or the server
/// @param site the site's name
public record Endpoint(Kind kind, String name, String fqdn, String legacyDn, String site) {
    /// An array, or one server.
    public enum Kind { ARRAY, SERVER }
}
