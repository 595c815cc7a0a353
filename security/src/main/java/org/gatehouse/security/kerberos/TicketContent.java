package org.gatehouse.security.kerberos;

import java.time.Instant;
import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// EncTicketPart, `[APPLICATION 3]` (RFC 4120 5.3): what the KDC says to the service about the client.
///
/// The list of realms passed, the client's addresses and the authorisation data are read over: only clients of one
/// realm are taken, addresses mean nothing behind a balancer, and rights are the directory's business.
///
/// @param sessionKeyType the encryption type of the session key, which may be one we do not know
/// @param startTime absent where it is the time of authentication
record TicketContent(int flags, long sessionKeyType, Bytes sessionKey, String realm, PrincipalName client,
        Instant authTime, Optional<Instant> startTime, Instant endTime) {
    private static final int TAG = Der.application(3);
    static final int INVALID = 0x0100_0000;

    static TicketContent decode(Bytes message) {
        ByteReader in = message.reader();
        ByteReader outer = Der.enter(in, TAG);
        Der.end(in);
        ByteReader fields = Der.enter(outer, Der.SEQUENCE);
        Der.end(outer);
        int flags = KerberosTime.flags(Der.explicit(fields, 0, Der.BIT_STRING));
        var key = EncryptionKey.read(fields, 1);
        String realm = PrincipalName.text(Der.explicit(fields, 2, Der.GENERAL_STRING));
        PrincipalName client = PrincipalName.read(fields, 3);
        Der.enter(fields, Der.context(4)); // transited
        Instant authTime = KerberosTime.of(Der.explicit(fields, 5, Der.GENERALIZED_TIME));
        Optional<Instant> start = Der.optional(fields, 6, Der.GENERALIZED_TIME).map(KerberosTime::of);
        Instant end = KerberosTime.of(Der.explicit(fields, 7, Der.GENERALIZED_TIME));
        return new TicketContent(flags, key.type(), key.value(), realm, client, authTime, start, end);
    }

    /// When the ticket begins to be good.
    Instant begins() {
        return startTime.orElse(authTime);
    }
}
