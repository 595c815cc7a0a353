package org.gatehouse.security.throttling;

import org.gatehouse.security.Identity;

/// Whose budgets they are.
///
/// @param id what stays the same of an account: its GUID in the directory
/// @param name for messages: `DOMAIN\account`
public record Owner(String id, String name) {
    /// Nobody in particular, told from others by where the client is.
    public static Owner anonymous(String address) {
        return new Owner("anonymous at " + address, "Anonymous at " + address);
    }

    /// An account of which the directory knows no more than that it signed in.
    public static Owner of(Identity identity) {
        return new Owner(identity.qualified().toLowerCase(java.util.Locale.ROOT), identity.qualified());
    }
}
