package org.gatehouse.transport;

import java.time.Duration;

/// Bounds of sending.
///
/// @param recipientsMax of one message (TOO_MANY_RECIPIENTS), as an organisation has it at first
/// @param messageBytesMax of one message with its attachments (MAX_SUBMISSION_EXCEEDED), likewise
/// @param expandedMax mailboxes and groups that one message reaches through groups
/// @param retry between tries while a mailbox cannot be reached
/// @param expiry after which the sender is told that it could not be
/// @param batchMax messages looked at in one turn
public record TransportLimits(int recipientsMax, long messageBytesMax, int expandedMax, Duration retry, Duration expiry,
        int batchMax) {
    /// Exchange 2010 sends 10 MB and 5,000 recipients at most, and gives up after two days.
    public static final TransportLimits USUAL = new TransportLimits(5_000, 10L << 20, 100_000, Duration.ofMinutes(1),
            Duration.ofDays(2), 100);
}
