package org.gatehouse.directory.ldap;

import java.time.Duration;

/// What one peer, and all of them together, may take of the LDAP front. Times and sizes are those of Active
/// Directory's LDAP policies ([MS-ADTS] 3.1.1.3.4.6) where it has one.
///
/// @param connectionsMax on both ports; a new one takes the place of the stranger idle longest
/// @param connectionsPerAddressMax the same among those of one client address
/// @param messageBytesMax a longer request closes its connection
/// @param searchEntriesMax in one page of an answer; MaxPageSize
/// @param unboundMax from the connection, or the end of a sign-in, to a sign-in; InitRecvTimeout
/// @param requestMax from the first byte of a request, or of a TLS handshake, to the end of the request
/// @param writeMax how long a peer may keep one part of an answer from leaving
/// @param idleMax between requests; MaxConnIdleTime
/// @param sweepPause how often the times are looked at
public record LdapLimits(int connectionsMax, int connectionsPerAddressMax, int messageBytesMax, int searchEntriesMax,
        Duration unboundMax, Duration requestMax, Duration writeMax, Duration idleMax, Duration sweepPause) {
    public static final LdapLimits DEFAULT = new LdapLimits(1000, 100, 1 << 20, 1000, Duration.ofSeconds(120),
            Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(900), Duration.ofSeconds(1));
}
