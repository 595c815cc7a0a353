package org.gatehouse.dcerpc.pdu;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The `sec_trailer` with the token behind it ([MS-RPCE] 2.2.2.11).
///
/// @param service the security provider ([MS-RPCE] 2.2.1.1.7)
/// @param level the protection asked for, as sent: it may be none that exists ([MS-RPCE] 2.2.1.1.8)
/// @param padLength octets of padding before the trailer
/// @param contextId tells the security contexts of one connection apart
public record SecurityTrailer(int service, int level, int padLength, int contextId, Bytes token) {
    /// Without the token.
    public static final int SIZE = 8;
    public static final int SERVICE_NONE = 0;
    public static final int SERVICE_NEGOTIATE = 9;
    public static final int SERVICE_NTLM = 10;
    public static final int SERVICE_KERBEROS = 16;

    /// Where the trailer of a PDU starts, or the PDU's end when it has none.
    public static int start(PduHeader header) {
        return header.tokenLength() == 0 ? header.length() : header.length() - header.tokenLength() - SIZE;
    }

    /// Reads the trailer of a whole PDU whose token is not empty.
    ///
    /// @param bodyEndMin the least position, from the PDU's start, that padding and trailer leave to the body
    public static SecurityTrailer read(PduHeader header, byte[] raw, int bodyEndMin) {
        int start = start(header);
        require(header.tokenLength() > 0 && start >= bodyEndMin, "security trailer outside the PDU");
        var in = new ByteReader(raw, start, header.length());
        int service = in.u8();
        int level = in.u8();
        int pad = in.u8();
        in.skip(1);
        int context = header.bigEndian() ? in.i32BigEndian() : in.i32();
        require(pad <= start - bodyEndMin, "more padding than PDU");
        return new SecurityTrailer(service, level, pad, context, in.rest());
    }

    public void write(ByteWriter out) {
        out.u8(service).u8(level).u8(padLength).u8(0).i32(contextId).bytes(token);
    }
}
