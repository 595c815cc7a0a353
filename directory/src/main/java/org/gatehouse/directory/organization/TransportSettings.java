package org.gatehouse.directory.organization;

/// What the organisation's users may send and receive: its object `Transport Settings`. A mailbox may have limits of
/// its own, which then hold in place of these.
///
/// @param maxSendSize of one message, as the shell prints sizes: `10 MB (10,485,760 bytes)` or `Unlimited`
/// @param maxReceiveSize likewise
/// @param maxRecipientEnvelopeLimit recipients of one message; [Integer#MAX_VALUE] for no limit
public record TransportSettings(ObjectHeader header, String maxSendSize, String maxReceiveSize,
        int maxRecipientEnvelopeLimit) {}
