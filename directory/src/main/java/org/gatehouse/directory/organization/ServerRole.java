package org.gatehouse.directory.organization;

import java.util.EnumSet;
import java.util.Set;

/// Roles with their bits in msExchCurrentServerRoles.
public enum ServerRole {
    MAILBOX(2), CLIENT_ACCESS(4), UNIFIED_MESSAGING(16), HUB_TRANSPORT(32), EDGE_TRANSPORT(64);

    private final int bit;

    ServerRole(int bit) {
        this.bit = bit;
    }

    /// The mask of several roles.
    public static int mask(Set<ServerRole> roles) {
        return roles.stream().mapToInt(role -> role.bit).sum();
    }

    /// The roles of a mask; unknown bits are left out.
    public static Set<ServerRole> of(int mask) {
        var roles = EnumSet.noneOf(ServerRole.class);
        for (ServerRole role : values()) {
            if ((mask & role.bit) != 0) {
                roles.add(role);
            }
        }
        return roles;
    }
}
