package org.gatehouse.web.http;

import java.util.Set;

/// Who may come in at a route.
///
/// @param schemes how to sign in; those that do not work here are left out of the offer
public record Access(Set<Scheme> schemes, ExtendedProtection protection) {
    public Access {
        schemes = Set.copyOf(schemes);
    }

    public static Access of(Scheme... schemes) {
        return new Access(Set.of(schemes), ExtendedProtection.NONE);
    }
}
