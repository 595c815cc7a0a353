package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// AP-REP, `[APPLICATION 15]` (RFC 4120 5.5.2). With DCE style the client sends one too ([MS-KILE] 3.4.5.1).
record ApReply(EncryptedData encrypted) {
    private static final int TAG = Der.application(15);
    private static final int MESSAGE_TYPE = 15;

    static ApReply of(KerberosKey key, byte[] cipher) {
        return new ApReply(new EncryptedData(key.type().wire(), Optional.empty(), Bytes.wrap(cipher)));
    }

    static ApReply decode(Bytes message) {
        ByteReader in = message.reader();
        ByteReader outer = Der.enter(in, TAG);
        Der.end(in);
        ByteReader fields = Der.enter(outer, Der.SEQUENCE);
        Der.end(outer);
        require(Der.integer(fields, 0) == ApRequest.VERSION, "Kerberos of another version than 5");
        require(Der.integer(fields, 1) == MESSAGE_TYPE, "Kerberos message of another type than AP-REP");
        EncryptedData encrypted = EncryptedData.read(fields, 2);
        Der.end(fields);
        return new ApReply(encrypted);
    }

    Bytes encode() {
        return Der.element(TAG, Der.element(Der.SEQUENCE,
                Der.explicitElement(0, Der.integerElement(ApRequest.VERSION)),
                Der.explicitElement(1, Der.integerElement(MESSAGE_TYPE)), encrypted.element(2)));
    }
}
