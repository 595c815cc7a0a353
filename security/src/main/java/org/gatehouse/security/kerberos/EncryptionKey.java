package org.gatehouse.security.kerberos;

import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// EncryptionKey: `SEQUENCE { keytype [0] Int32, keyvalue [1] OCTET STRING }` (RFC 4120 5.2.9), as sent.
record EncryptionKey(long type, Bytes value) {
    static EncryptionKey of(KerberosKey key) {
        return new EncryptionKey(key.type().wire(), Bytes.wrap(key.value()));
    }

    static EncryptionKey read(ByteReader in, int number) {
        ByteReader field = Der.enter(in, Der.context(number));
        ByteReader key = Der.enter(field, Der.SEQUENCE);
        Der.end(field);
        long type = Der.integer(key, 0);
        Bytes value = Der.explicit(key, 1, Der.OCTET_STRING);
        Der.end(key);
        return new EncryptionKey(type, value);
    }

    static Optional<EncryptionKey> readOptional(ByteReader in, int number) {
        return Der.peek(in) == Der.context(number) ? Optional.of(read(in, number)) : Optional.empty();
    }

    Bytes element(int number) {
        return Der.explicitElement(number, Der.element(Der.SEQUENCE, Der.explicitElement(0, Der.integerElement(type)),
                Der.explicitElement(1, Der.element(Der.OCTET_STRING, value))));
    }

    /// The key, if it is of a type we take and of its length.
    Optional<KerberosKey> usable() {
        return EncryptionType.of(type).filter(known -> known.keyBytes() == value.length())
                .map(known -> new KerberosKey(known, value.toArray()));
    }
}
