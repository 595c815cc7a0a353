package org.gatehouse.security;

import java.security.MessageDigest;
import org.gatehouse.wire.Bytes;

/// What a TLS channel asks of a sign-in that runs in it, so that it cannot be relayed from another one (RFC 5929).
///
/// @param hash MD5 over the channel's gss_channel_bindings_struct (RFC 4121 4.1.1.2)
/// @param required whether a client has to send it; one that does send a binding always has to send this one
public record ChannelBinding(Bytes hash, boolean required) {
    /// Whether what a client sent will do. Zero bytes alone say that it has none ([MS-NLMP] 2.2.2.1).
    public boolean holds(Bytes sent) {
        byte[] given = sent.toArray();
        int bits = 0;
        for (byte each : given) {
            bits |= each;
        }
        return bits == 0 ? !required : MessageDigest.isEqual(hash.toArray(), given);
    }
}
