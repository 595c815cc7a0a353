package org.gatehouse.dcerpc.rts;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// An RTS PDU: the common header of [C706] 12.6.3.1 with two more fields, then commands ([MS-RPCH] 2.2.3.6).
///
/// @param flags see [RtsFlags]
public record RtsPdu(int flags, List<RtsCommand> commands) {
    /// The header with both further fields.
    public static final int HEADER_SIZE = 20;
    /// `PTYPE` of RTS PDUs.
    private static final int TYPE = 20;
    private static final int VERSION = 5;
    /// Little-endian integers, ASCII, IEEE floating point.
    private static final int REPRESENTATION = 0x10;
    private static final int COMMAND_SIZE_MIN = 4;
    private static final int FLAGS_ALL = 0x7f;

    public RtsPdu {
        commands = List.copyOf(commands);
    }

    public static RtsPdu of(int flags, RtsCommand... commands) {
        return new RtsPdu(flags, List.of(commands));
    }

    /// Whether a PDU is one of this protocol rather than one of RPC.
    public static boolean is(byte[] pdu) {
        return pdu.length > 2 && pdu[2] == TYPE;
    }

    /// @param raw the whole PDU
    /// @throws org.gatehouse.wire.MalformedException when it is not exactly one RTS PDU
    public static RtsPdu decode(byte[] raw) {
        var in = new ByteReader(raw);
        require(in.u8() == VERSION && in.u8() <= 1, "version of an RTS PDU");
        require(in.u8() == TYPE, "not an RTS PDU");
        require(in.u8() == PduFlags.WHOLE, "an RTS PDU in fragments");
        require(in.i32() == REPRESENTATION, "data representation of an RTS PDU");
        require(in.u16() == raw.length, "an RTS PDU of another length than it says");
        require(in.u16() == 0 && in.i32() == 0, "an RTS PDU with a token or of a call");
        int flags = in.u16();
        require((flags & ~FLAGS_ALL) == 0, "RTS flags 0x" + Integer.toHexString(flags));
        List<RtsCommand> commands = in.list(in.u16(), COMMAND_SIZE_MIN, RtsCommand::read);
        require(!in.hasRemaining(), "an RTS PDU longer than its commands");
        return new RtsPdu(flags, commands);
    }

    public byte[] encode() {
        var out = new ByteWriter();
        out.u8(VERSION).u8(0).u8(TYPE).u8(PduFlags.WHOLE).i32(REPRESENTATION).u16(0).u16(0).i32(0)
                .u16(flags).u16(commands.size());
        commands.forEach(command -> RtsCommand.write(command, out));
        out.patchU16(8, out.size());
        return out.toArray();
    }
}
