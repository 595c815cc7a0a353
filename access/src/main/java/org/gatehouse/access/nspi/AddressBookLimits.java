package org.gatehouse.access.nspi;

/// What one client may cost the Address Book service.
///
/// @param sessionsMax sessions on this server
/// @param userSessionsMax sessions of one user: 50 in the real service's first release
/// @param tagsMax columns of one request; more get TableTooBig
/// @param cellsMax rows times columns of one reply
/// @param matchesMax rows of a restricted table; more get TableTooBig
/// @param namesMax names of one resolution or DN request; more get TableTooBig
/// @param restrictionNodesMax conditions of one restriction; more get TooComplex
/// @param restrictionDepthMax nesting of one restriction; deeper gets TooComplex
public record AddressBookLimits(int sessionsMax, int userSessionsMax, int tagsMax, int cellsMax, int matchesMax,
        int namesMax, int restrictionNodesMax, int restrictionDepthMax) {
    public static final AddressBookLimits DEFAULT =
            new AddressBookLimits(65_536, 50, 1_000, 50_000, 10_000, 5_000, 256, 32);
}
