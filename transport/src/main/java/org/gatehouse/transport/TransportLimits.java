package org.gatehouse.transport;

import java.time.Duration;

/// Bounds of sending. What one message may have is the organisation's and the mailbox's to say:
/// [Recipients.Limits].
///
/// @param expandedMax mailboxes and groups that one message reaches through groups
/// @param retry between tries while a mailbox cannot be reached
/// @param expiry after which the sender is told that it could not be
/// @param batchMax messages looked at in one turn
public record TransportLimits(int expandedMax, Duration retry, Duration expiry, int batchMax) {
    /// Exchange 2010 gives up after two days.
    public static final TransportLimits USUAL = new TransportLimits(100_000, Duration.ofMinutes(1), Duration.ofDays(2),
            100);
}
