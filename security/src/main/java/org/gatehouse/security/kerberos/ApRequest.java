package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// AP-REQ, `[APPLICATION 14]` (RFC 4120 5.5.1): a ticket and the proof that its key is known.
///
/// @param options ap-options, the first bit highest
/// @param authenticator encrypted under the ticket's session key
record ApRequest(int options, Ticket ticket, EncryptedData authenticator) {
    static final int TAG = Der.application(14);
    static final int USE_SESSION_KEY = 0x4000_0000;
    static final int MUTUAL_REQUIRED = 0x2000_0000;
    private static final int MESSAGE_TYPE = 14;
    static final int VERSION = 5;

    /// A ticket, `[APPLICATION 1]` (RFC 4120 5.3).
    record Ticket(String realm, PrincipalName service, EncryptedData encrypted) {
        private static final int TAG = Der.application(1);

        static Ticket read(ByteReader in, int number) {
            ByteReader field = Der.enter(in, Der.context(number));
            ByteReader outer = Der.enter(field, TAG);
            Der.end(field);
            ByteReader ticket = Der.enter(outer, Der.SEQUENCE);
            Der.end(outer);
            require(Der.integer(ticket, 0) == VERSION, "ticket of another version than 5");
            String realm = PrincipalName.text(Der.explicit(ticket, 1, Der.GENERAL_STRING));
            PrincipalName service = PrincipalName.read(ticket, 2);
            EncryptedData encrypted = EncryptedData.read(ticket, 3);
            Der.end(ticket);
            return new Ticket(realm, service, encrypted);
        }

        Bytes element(int number) {
            return Der.explicitElement(number, Der.element(TAG, Der.element(Der.SEQUENCE,
                    Der.explicitElement(0, Der.integerElement(VERSION)),
                    Der.explicitElement(1, PrincipalName.string(realm)), service.element(2), encrypted.element(3))));
        }
    }

    static ApRequest decode(Bytes message) {
        ByteReader in = message.reader();
        ByteReader outer = Der.enter(in, TAG);
        Der.end(in);
        ByteReader fields = Der.enter(outer, Der.SEQUENCE);
        Der.end(outer);
        require(Der.integer(fields, 0) == VERSION, "Kerberos of another version than 5");
        require(Der.integer(fields, 1) == MESSAGE_TYPE, "Kerberos message of another type than AP-REQ");
        int options = KerberosTime.flags(Der.explicit(fields, 2, Der.BIT_STRING));
        Ticket ticket = Ticket.read(fields, 3);
        EncryptedData authenticator = EncryptedData.read(fields, 4);
        Der.end(fields);
        return new ApRequest(options, ticket, authenticator);
    }

    Bytes encode() {
        return Der.element(TAG, Der.element(Der.SEQUENCE, Der.explicitElement(0, Der.integerElement(VERSION)),
                Der.explicitElement(1, Der.integerElement(MESSAGE_TYPE)),
                Der.explicitElement(2, KerberosTime.flagsElement(options)), ticket.element(3),
                authenticator.element(4)));
    }
}
