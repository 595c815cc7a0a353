package org.gatehouse.security.kerberos;

import java.time.Instant;
import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// EncAPRepPart, `[APPLICATION 27]` (RFC 4120 5.5.2).
record ApReplyContent(Instant time, Optional<EncryptionKey> subkey, Optional<Long> sequence) {
    private static final int TAG = Der.application(27);
    private static final long UNSIGNED = 0xffff_ffffL;

    static ApReplyContent decode(Bytes message) {
        ByteReader in = message.reader();
        ByteReader outer = Der.enter(in, TAG);
        Der.end(in);
        ByteReader fields = Der.enter(outer, Der.SEQUENCE);
        Der.end(outer);
        Bytes seconds = Der.explicit(fields, 0, Der.GENERALIZED_TIME);
        Instant time = KerberosTime.of(seconds, Der.integer(fields, 1));
        Optional<EncryptionKey> subkey = EncryptionKey.readOptional(fields, 2);
        Optional<Long> sequence = Der.optional(fields, 3, Der.INTEGER).map(ApReplyContent::sequence);
        return new ApReplyContent(time, subkey, sequence);
    }

    Bytes encode() {
        return Der.element(TAG, Der.element(Der.SEQUENCE, Der.explicitElement(0, KerberosTime.element(time)),
                Der.explicitElement(1, Der.integerElement(KerberosTime.microseconds(time))),
                subkey.map(key -> key.element(2)).orElse(Bytes.EMPTY),
                sequence.map(number -> Der.explicitElement(3, Der.integerElement(number))).orElse(Bytes.EMPTY)));
    }

    /// UInt32; old clients send the upper half as negative numbers.
    static long sequence(Bytes content) {
        return Der.integer(content) & UNSIGNED;
    }
}
