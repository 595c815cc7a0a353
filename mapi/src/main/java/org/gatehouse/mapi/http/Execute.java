package org.gatehouse.mapi.http;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Execute: runs remote operations ([MS-OXCMAPIHTTP] 2.2.4.2), as EcDoRpcExt2 does ([MS-OXCRPC] 3.1.4.2).
public final class Execute {
    /// What EcDoRpcExt2 may be asked for ([MS-OXCRPC] 2.2.1.3).
    private static final int ROOM_MAX = 0x40000;

    private Execute() {}

    /// `Flags (4) | RopBufferSize (4) | RopBuffer | MaxRopOut (4) | AuxiliaryBufferSize (4) | AuxiliaryBuffer`
    /// (2.2.4.2.1)
    ///
    /// @param ropsOutMax an unsigned number
    public record Request(int flags, Bytes rops, int ropsOutMax, Bytes auxiliary) {
        public static Request read(ByteReader in) {
            return new Request(in.i32(), in.blob(in.count32(1)), in.i32(), Auxiliary.readLast(in));
        }

        /// Room for the remote operations of the answer: what is asked for, in bounds.
        public int room() {
            return Integer.compareUnsigned(ropsOutMax, ROOM_MAX) < 0 ? ropsOutMax : ROOM_MAX;
        }

        public Bytes write() {
            var out = new ByteWriter(rops.length() + auxiliary.length() + 16).i32(flags).i32(rops.length()).bytes(rops)
                    .i32(ropsOutMax);
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }
    }

    /// `StatusCode (4) = 0 | ErrorCode (4) | Flags (4) = 0 | RopBufferSize (4) | RopBuffer | AuxiliaryBufferSize (4) |
    /// AuxiliaryBuffer` (2.2.4.2.2)
    public record Response(int error, Bytes rops, Bytes auxiliary) {
        public Bytes write() {
            var out = new ByteWriter(rops.length() + auxiliary.length() + 20).i32(0).i32(error).i32(0)
                    .i32(rops.length()).bytes(rops);
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }

        public static Response read(ByteReader in) {
            require(in.i32() == 0, "StatusCode of a success");
            int error = in.i32();
            in.i32(); // Flags: reserved
            return new Response(error, in.blob(in.count32(1)), Auxiliary.readLast(in));
        }
    }
}
