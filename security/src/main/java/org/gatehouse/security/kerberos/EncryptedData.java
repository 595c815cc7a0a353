package org.gatehouse.security.kerberos;

import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// EncryptedData: `SEQUENCE { etype [0] Int32, kvno [1] UInt32 OPTIONAL, cipher [2] OCTET STRING }` (RFC 4120 5.2.9).
record EncryptedData(long type, Optional<Long> keyVersion, Bytes cipher) {
    private static final long UNSIGNED = 0xffff_ffffL;

    static EncryptedData read(ByteReader in, int number) {
        ByteReader field = Der.enter(in, Der.context(number));
        ByteReader data = Der.enter(field, Der.SEQUENCE);
        Der.end(field);
        long type = Der.integer(data, 0);
        Optional<Long> keyVersion = Der.optional(data, 1, Der.INTEGER).map(Der::integer).map(kvno -> kvno & UNSIGNED);
        Bytes cipher = Der.explicit(data, 2, Der.OCTET_STRING);
        Der.end(data);
        return new EncryptedData(type, keyVersion, cipher);
    }

    Bytes element(int number) {
        return Der.explicitElement(number, Der.element(Der.SEQUENCE,
                Der.explicitElement(0, Der.integerElement(type)),
                keyVersion.map(kvno -> Der.explicitElement(1, Der.integerElement(kvno))).orElse(Bytes.EMPTY),
                Der.explicitElement(2, Der.element(Der.OCTET_STRING, cipher))));
    }
}
