package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// How Kerberos messages stand in tokens (RFC 4121 4.1): behind mechanism and token number, or bare.
///
/// @param mechanism the object identifier's content; empty when the message stands bare, as with DCE style
///     ([MS-KILE] 3.4.5.1)
record GssFrame(Bytes mechanism, Bytes message) {
    static final int AP_REQUEST = 0x0100;
    static final int AP_REPLY = 0x0200;
    static final int ERROR = 0x0300;
    private static final Bytes KERBEROS = Bytes.ofHex("2a864886f712010202");
    private static final Bytes MICROSOFT_KERBEROS = Bytes.ofHex("2a864882f712010202");

    /// @param kind the number of the token that is due
    static GssFrame decode(Bytes token, int kind) {
        ByteReader in = token.reader();
        if (Der.peek(in) != Der.APPLICATION_0) {
            return new GssFrame(Bytes.EMPTY, token);
        }
        ByteReader frame = Der.enter(in, Der.APPLICATION_0);
        Der.end(in);
        Bytes mechanism = Der.enter(frame, Der.OBJECT_IDENTIFIER).rest();
        require(mechanism.equals(KERBEROS) || mechanism.equals(MICROSOFT_KERBEROS),
                "GSS token of another mechanism than Kerberos");
        require(frame.u16BigEndian() == kind, "Kerberos token of another kind than expected");
        return new GssFrame(mechanism, frame.rest());
    }

    /// An answer in the same form.
    Bytes answer(int kind, Bytes reply) {
        return mechanism.isEmpty() ? reply : Der.element(Der.APPLICATION_0,
                Der.element(Der.OBJECT_IDENTIFIER, mechanism), new ByteWriter(2).u16BigEndian(kind).toBytes(), reply);
    }
}
