package org.gatehouse.security.throttling;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.gatehouse.security.Identity;

/// Whose budgets they are.
///
/// @param id what stays the same of an account: its GUID in the directory
/// @param name for messages: `DOMAIN\account`
public record Owner(String id, String name) {
    private static final int NETWORK_BYTES = 8;

    /// Nobody in particular, told from others by where the client is. Whoever has an address of IPv6 has a network of
    /// them (RFC 6177 2), which is counted as one.
    public static Owner anonymous(InetAddress client) {
        return anonymous(client instanceof Inet6Address
                ? HexFormat.of().formatHex(client.getAddress(), 0, NETWORK_BYTES) + "/" + NETWORK_BYTES * 8
                : client.getHostAddress());
    }

    private static Owner anonymous(String place) {
        return new Owner("anonymous at " + place, "Anonymous at " + place);
    }

    /// Everybody who does not sign in.
    public static Owner anybody() {
        return anonymous("");
    }

    /// An account of which the directory knows no more than that it signed in.
    public static Owner of(Identity identity) {
        return new Owner(identity.qualified().toLowerCase(java.util.Locale.ROOT), identity.qualified());
    }
}
