package org.gatehouse.security.throttling;

/// What one member of an array has used of one budget: connections that are open now, and times that only grow.
///
/// @param era another one begins where the times begin from nothing again
public record Usage(long era, int connections, int addressBookConnections, long adNanos, long casNanos,
        long mailboxRpcNanos) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);
}
