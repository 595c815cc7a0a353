package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import java.time.Instant;
import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// Authenticator, `[APPLICATION 2]` (RFC 4120 5.5.1): the client's proof, made for one sign-in.
///
/// @param checksum what the GSS mechanism says beside it (RFC 4121 4.1.1)
/// @param time ctime with cusec
/// @param subkey the client's choice of a key
/// @param sequence the number of the client's first message; absent means 0
record Authenticator(String realm, PrincipalName client, Optional<Checksum> checksum, Instant time,
        Optional<EncryptionKey> subkey, Optional<Long> sequence) {
    private static final int TAG = Der.application(2);

    record Checksum(long type, Bytes value) {
        static Checksum read(ByteReader in, int number) {
            ByteReader field = Der.enter(in, Der.context(number));
            ByteReader checksum = Der.enter(field, Der.SEQUENCE);
            Der.end(field);
            long type = Der.integer(checksum, 0);
            Bytes value = Der.explicit(checksum, 1, Der.OCTET_STRING);
            Der.end(checksum);
            return new Checksum(type, value);
        }

        Bytes element(int number) {
            return Der.explicitElement(number, Der.element(Der.SEQUENCE,
                    Der.explicitElement(0, Der.integerElement(type)),
                    Der.explicitElement(1, Der.element(Der.OCTET_STRING, value))));
        }
    }

    static Authenticator decode(Bytes message) {
        ByteReader in = message.reader();
        ByteReader outer = Der.enter(in, TAG);
        Der.end(in);
        ByteReader fields = Der.enter(outer, Der.SEQUENCE);
        Der.end(outer);
        require(Der.integer(fields, 0) == ApRequest.VERSION, "authenticator of another version than 5");
        String realm = PrincipalName.text(Der.explicit(fields, 1, Der.GENERAL_STRING));
        PrincipalName client = PrincipalName.read(fields, 2);
        Optional<Checksum> checksum = Der.peek(fields) == Der.context(3) ? Optional.of(Checksum.read(fields, 3))
                : Optional.empty();
        long microseconds = Der.integer(fields, 4);
        Instant time = KerberosTime.of(Der.explicit(fields, 5, Der.GENERALIZED_TIME), microseconds);
        Optional<EncryptionKey> subkey = EncryptionKey.readOptional(fields, 6);
        Optional<Long> sequence = Der.optional(fields, 7, Der.INTEGER).map(ApReplyContent::sequence);
        return new Authenticator(realm, client, checksum, time, subkey, sequence);
    }

    Bytes encode() {
        return Der.element(TAG, Der.element(Der.SEQUENCE,
                Der.explicitElement(0, Der.integerElement(ApRequest.VERSION)),
                Der.explicitElement(1, PrincipalName.string(realm)), client.element(2),
                checksum.map(sum -> sum.element(3)).orElse(Bytes.EMPTY),
                Der.explicitElement(4, Der.integerElement(KerberosTime.microseconds(time))),
                Der.explicitElement(5, KerberosTime.element(time)),
                subkey.map(key -> key.element(6)).orElse(Bytes.EMPTY),
                sequence.map(number -> Der.explicitElement(7, Der.integerElement(number))).orElse(Bytes.EMPTY)));
    }
}
