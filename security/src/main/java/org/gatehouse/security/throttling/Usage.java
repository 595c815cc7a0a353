package org.gatehouse.security.throttling;

/// What one member of an array has used of one budget: connections that are open now, and times that only
/// grow, but for what turns out to have been a wait for what was away: that is taken from them again.
///
/// @param era another one begins where the times begin from nothing again
public record Usage(long era, int connections, int addressBookConnections, long adNanos, long casNanos,
        long mailboxRpcNanos) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /// Differences of time that nobody needs to be told.
    private static final long QUANTUM_NANOS = 10_000_000;

    /// As much of the times as still counts: of the present minute, and of the one before as far as it does.
    public record Recent(long adNanos, long casNanos, long mailboxRpcNanos) {
        public boolean isNone() {
            return adNanos == 0 && casNanos == 0 && mailboxRpcNanos == 0;
        }
    }

    boolean hasConnections() {
        return connections > 0 || addressBookConnections > 0;
    }

    Usage withoutConnections() {
        return new Usage(era, 0, 0, adNanos, casNanos, mailboxRpcNanos);
    }

    /// Whether it is as good as an earlier one.
    boolean isLike(Usage earlier) {
        return era == earlier.era && connections == earlier.connections
                && addressBookConnections == earlier.addressBookConnections
                && isLike(adNanos, earlier.adNanos) && isLike(casNanos, earlier.casNanos)
                && isLike(mailboxRpcNanos, earlier.mailboxRpcNanos);
    }

    private static boolean isLike(long later, long earlier) {
        return Math.abs(later - earlier) < QUANTUM_NANOS;
    }
}
