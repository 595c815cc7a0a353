package org.gatehouse.dcerpc.pdu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.NdrReader;

/// The verification trailer behind the stub of a protected request ([MS-RPCE] 2.2.2.13).
///
/// @param start where it begins in the stub, so that it can be cut off
public record VerificationTrailer(int start, List<Command> commands) {
    /// What the client says about the request it sent.
    public sealed interface Command {
        /// rpc_sec_vt_bitmask ([MS-RPCE] 2.2.2.13.2).
        record Bitmask(int bits) implements Command {}

        /// rpc_sec_vt_header2 ([MS-RPCE] 2.2.2.13.3).
        record Header(int type, int callId, int contextId, int operation) implements Command {}

        /// rpc_sec_vt_pcontext ([MS-RPCE] 2.2.2.13.4).
        record Context(SyntaxId abstractSyntax, SyntaxId transferSyntax) implements Command {}
    }

    private static final Bytes SIGNATURE = Bytes.ofHex("8ae3137102f43671");
    /// All three commands, their headers, the signature, and stub padding of old clients around them.
    private static final int SIZE_MAX = 8 + 8 + 20 + 44 + 16;
    private static final int END = 0x4000;
    private static final int MUST_PROCESS = 0x8000;
    private static final int COMMANDS_MAX = 8;

    public VerificationTrailer {
        commands = List.copyOf(commands);
    }

    /// Looks for a trailer at the end of a reassembled stub.
    ///
    /// Only one that parses to the stub's end counts: the octets of the signature may stand in honest data.
    ///
    /// @throws MalformedException when a command that must be understood is not
    public static Optional<VerificationTrailer> find(Bytes stub, boolean bigEndian) {
        int first = Math.max(0, stub.length() - SIZE_MAX) + 3 & ~3;
        for (int at = stub.length() - SIGNATURE.length() & ~3; at >= first; at -= 4) {
            if (stub.slice(at, at + SIGNATURE.length()).equals(SIGNATURE)) {
                return parse(stub, at, bigEndian);
            }
        }
        return Optional.empty();
    }

    private static Optional<VerificationTrailer> parse(Bytes stub, int at, boolean bigEndian) {
        ByteReader in = stub.reader();
        in.seek(at + SIGNATURE.length());
        var commands = new ArrayList<Command>();
        for (int i = 0; i < COMMANDS_MAX && in.remaining() >= 4; i++) {
            int code = bigEndian ? in.u16BigEndian() : in.u16();
            int length = bigEndian ? in.u16BigEndian() : in.u16();
            if (length > in.remaining()) {
                return Optional.empty();
            }
            var body = new NdrReader(in.blob(length), bigEndian);
            switch (code & 0x3fff) {
                case 1 -> commands.add(new Command.Bitmask(body.i32()));
                case 2 -> commands.add(new Command.Context(
                        PresentationContext.readSyntax(body), PresentationContext.readSyntax(body)));
                case 3 -> commands.add(header(body));
                default -> MalformedException.require((code & MUST_PROCESS) == 0, "verification command " + code);
            }
            if ((code & END) != 0) {
                return Optional.of(new VerificationTrailer(at, commands));
            }
        }
        return Optional.empty();
    }

    private static Command.Header header(NdrReader in) {
        int type = in.u8();
        in.blob(7); // reserved, and the data representation label
        return new Command.Header(type, in.i32(), in.u16(), in.u16());
    }
}
