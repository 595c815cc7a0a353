package org.gatehouse.security;

import org.gatehouse.wire.Bytes;

/// A protection that can also vouch for the list of mechanisms which SPNEGO negotiated (RFC 4178 5): once each way,
/// before any message.
public interface ListProtection {
    /// False when the peers agreed on no integrity; the check is left out then (RFC 4178 5).
    boolean protectsLists();

    /// The mechListMIC towards the peer.
    Bytes signList(Bytes mechTypes);

    /// Whether the peer's mechListMIC holds.
    boolean verifyList(Bytes mechTypes, Bytes mic);
}
