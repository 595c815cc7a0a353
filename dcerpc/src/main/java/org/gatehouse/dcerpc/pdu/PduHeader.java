package org.gatehouse.dcerpc.pdu;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// The 16 bytes every PDU starts with ([C706] 12.6.3.1, common fields).
///
/// @param flags see [PduFlags]
/// @param bigEndian the sender's integers: bit 4 of the first octet of the data representation label is 0
///     ([C706] 14.1)
/// @param length of the whole PDU with header and security trailer, bytes (`frag_length`)
/// @param tokenLength of the token after the security trailer, bytes (`auth_length`)
public record PduHeader(int version, int minorVersion, PduType type, int flags, boolean bigEndian, int length,
        int tokenLength, int callId) {
    public static final int SIZE = 16;
    public static final int VERSION = 5;
    private static final int LITTLE_ENDIAN = 0x10;

    /// Reads the first 16 bytes of `raw`. A wrong version is no error here: a bind is refused politely.
    public static PduHeader read(byte[] raw) {
        var in = new ByteReader(raw);
        int version = in.u8();
        int minor = in.u8();
        require(version == VERSION || in.remaining() > 0 && raw[2] == PduType.BIND.code(), "RPC version " + version);
        PduType type = PduType.of(in.u8());
        int flags = in.u8();
        boolean big = (in.u8() & 0xf0) != LITTLE_ENDIAN;
        in.skip(3);
        int length = big ? in.u16BigEndian() : in.u16();
        int token = big ? in.u16BigEndian() : in.u16();
        require(length >= SIZE, "PDU shorter than its header");
        return new PduHeader(version, minor, type, flags, big, length, token, big ? in.i32BigEndian() : in.i32());
    }

    /// The length of a whole PDU, of whatever type, from its first 16 bytes.
    public static int lengthOf(byte[] head) {
        var in = new ByteReader(head);
        in.skip(4);
        boolean big = (in.u8() & 0xf0) != LITTLE_ENDIAN;
        in.skip(3);
        int length = big ? in.u16BigEndian() : in.u16();
        require(length >= SIZE, "PDU shorter than its header");
        return length;
    }

    /// A header of ours: version 5.0, little-endian, lengths to be patched when the PDU is complete.
    public static PduHeader of(PduType type, int flags, int callId) {
        return new PduHeader(VERSION, 0, type, flags, false, 0, 0, callId);
    }

    public boolean has(int flag) {
        return (flags & flag) == flag;
    }

    void write(ByteWriter out) {
        out.u8(version).u8(minorVersion).u8(type.code()).u8(flags).u8(LITTLE_ENDIAN).zeros(3)
                .u16(length).u16(tokenLength).i32(callId);
    }
}
