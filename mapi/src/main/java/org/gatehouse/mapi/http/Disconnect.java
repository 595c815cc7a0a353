package org.gatehouse.mapi.http;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Disconnect: ends a session context ([MS-OXCMAPIHTTP] 2.2.4.3).
public final class Disconnect {
    private Disconnect() {}

    /// `AuxiliaryBufferSize (4) | AuxiliaryBuffer` (2.2.4.3.1)
    public record Request(Bytes auxiliary) {
        public static Request read(ByteReader in) {
            return new Request(Auxiliary.readLast(in));
        }

        public Bytes write() {
            var out = new ByteWriter();
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }
    }

    /// `StatusCode (4) = 0 | ErrorCode (4) | AuxiliaryBufferSize (4) | AuxiliaryBuffer` (2.2.4.3.2)
    public record Response(int error, Bytes auxiliary) {
        public Bytes write() {
            var out = new ByteWriter().i32(0).i32(error);
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }

        public static Response read(ByteReader in) {
            require(in.i32() == 0, "StatusCode of a success");
            return new Response(in.i32(), Auxiliary.readLast(in));
        }
    }
}
