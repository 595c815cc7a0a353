package org.gatehouse.security;

import org.gatehouse.wire.Bytes;

/// Signs and seals the messages of one signed-in association, in order, both directions. Not thread-safe.
///
/// Offsets are into the given message. The signature covers `[signFrom, signTo)` of the plain text; the sealed part
/// lies inside it. This is GSS_WrapEx and GSS_GetMICEx with separate buffers ([MS-NLMP] 3.4.6, [MS-RPCE] 3.3.1.5.2.2).
public interface MessageProtection {
    /// Size of every signature of [#sign] in bytes.
    int signatureLength();

    /// Size of every signature of [#seal] in bytes.
    default int sealLength() {
        return signatureLength();
    }

    /// Whether the peers agreed on integrity. Without it [#verify] is never true, so a caller that needs signatures
    /// refuses the peer at once.
    default boolean signs() {
        return true;
    }

    /// Whether the peers agreed on confidentiality. Without it [#seal] must not be called and [#unseal] is never true.
    default boolean seals() {
        return true;
    }

    /// Encrypts `[sealFrom, sealTo)` in place and returns the signature.
    Bytes seal(byte[] message, int signFrom, int signTo, int sealFrom, int sealTo);

    /// Decrypts `[sealFrom, sealTo)` in place and tells whether the signature holds.
    boolean unseal(byte[] message, int signFrom, int signTo, int sealFrom, int sealTo, Bytes signature);

    /// The signature over `[signFrom, signTo)`.
    Bytes sign(byte[] message, int signFrom, int signTo);

    boolean verify(byte[] message, int signFrom, int signTo, Bytes signature);
}
