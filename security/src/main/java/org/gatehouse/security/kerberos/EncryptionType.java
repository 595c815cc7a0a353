package org.gatehouse.security.kerberos;

import java.util.Optional;

/// The encryption types taken: AES with HMAC-SHA1-96 (RFC 3962 6 and 7).
///
/// RC4 and DES are left out on purpose: both are weak, RFC 6649 and RFC 8429 retire them, and clients that know
/// nothing better still have NTLM.
public enum EncryptionType {
    AES256(18, 32, 16),
    AES128(17, 16, 15);

    private final int wire;
    private final int keyBytes;
    private final int checksumType;

    EncryptionType(int wire, int keyBytes, int checksumType) {
        this.wire = wire;
        this.keyBytes = keyBytes;
        this.checksumType = checksumType;
    }

    /// The number in messages and keytabs (RFC 3961 8).
    public int wire() {
        return wire;
    }

    public int keyBytes() {
        return keyBytes;
    }

    /// The number of the checksum that goes with it (RFC 3962 7).
    public int checksumType() {
        return checksumType;
    }

    public static Optional<EncryptionType> of(long wire) {
        for (EncryptionType type : values()) {
            if (type.wire == wire) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
