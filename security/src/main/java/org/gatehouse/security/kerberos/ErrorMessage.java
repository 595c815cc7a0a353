package org.gatehouse.security.kerberos;

import java.time.Instant;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// KRB-ERROR, `[APPLICATION 30]` (RFC 4120 5.9.1): why the ticket or its proof is not taken.
///
/// @param time stime and susec, by which a client with a wrong clock can mend it
/// @param data e-data; may be empty
record ErrorMessage(int code, Instant time, String realm, PrincipalName service, Bytes data) {
    static final int TAG = Der.application(30);
    private static final int MESSAGE_TYPE = 30;
    /// KERB-ERROR-DATA with KERB_AP_ERR_TYPE_SKEW_RECOVERY, without a value ([MS-KILE] 2.2.2).
    static final Bytes SKEW_RECOVERY = Der.element(Der.SEQUENCE, Der.explicitElement(1, Der.integerElement(2)));

    // RFC 4120 7.5.9
    static final int CLIENT_UNKNOWN = 6;
    static final int BAD_OPTION = 13;
    static final int NO_SUPPORT_FOR_ENCRYPTION_TYPE = 14;
    static final int CLIENT_REVOKED = 18;
    static final int TICKET_EXPIRED = 32;
    static final int TICKET_NOT_YET_VALID = 33;
    static final int REPEAT = 34;
    static final int BAD_MATCH = 36;
    static final int SKEW = 37;
    static final int MODIFIED = 41;
    static final int BAD_KEY_VERSION = 44;
    static final int NO_KEY = 45;
    static final int INAPPROPRIATE_CHECKSUM = 50;
    static final int GENERIC = 60;

    static ErrorMessage decode(Bytes message) {
        ByteReader in = message.reader();
        ByteReader outer = Der.enter(in, TAG);
        Der.end(in);
        ByteReader fields = Der.enter(outer, Der.SEQUENCE);
        Der.end(outer);
        Der.integer(fields, 0);
        Der.integer(fields, 1);
        Der.optional(fields, 2, Der.GENERALIZED_TIME);
        Der.optional(fields, 3, Der.INTEGER);
        Bytes seconds = Der.explicit(fields, 4, Der.GENERALIZED_TIME);
        Instant time = KerberosTime.of(seconds, Der.integer(fields, 5));
        int code = (int) Der.integer(fields, 6);
        Der.optional(fields, 7, Der.GENERAL_STRING);
        if (Der.peek(fields) == Der.context(8)) {
            PrincipalName.read(fields, 8);
        }
        String realm = PrincipalName.text(Der.explicit(fields, 9, Der.GENERAL_STRING));
        PrincipalName service = PrincipalName.read(fields, 10);
        Der.optional(fields, 11, Der.GENERAL_STRING);
        return new ErrorMessage(code, time, realm, service,
                Der.optional(fields, 12, Der.OCTET_STRING).orElse(Bytes.EMPTY));
    }

    Bytes encode() {
        return Der.element(TAG, Der.element(Der.SEQUENCE,
                Der.explicitElement(0, Der.integerElement(ApRequest.VERSION)),
                Der.explicitElement(1, Der.integerElement(MESSAGE_TYPE)),
                Der.explicitElement(4, KerberosTime.element(time)),
                Der.explicitElement(5, Der.integerElement(KerberosTime.microseconds(time))),
                Der.explicitElement(6, Der.integerElement(code)),
                Der.explicitElement(9, PrincipalName.string(realm)), service.element(10),
                data.isEmpty() ? Bytes.EMPTY : Der.explicitElement(12, Der.element(Der.OCTET_STRING, data))));
    }
}
