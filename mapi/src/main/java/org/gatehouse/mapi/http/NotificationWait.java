package org.gatehouse.mapi.http;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// NotificationWait: waits for events of a session context ([MS-OXCMAPIHTTP] 2.2.4.4), as EcDoAsyncWaitEx does.
public final class NotificationWait {
    private NotificationWait() {}

    /// `Flags (4), ignored | AuxiliaryBufferSize (4) | AuxiliaryBuffer` (2.2.4.4.1)
    public record Request(int flags, Bytes auxiliary) {
        public static Request read(ByteReader in) {
            return new Request(in.i32(), Auxiliary.readLast(in));
        }

        public Bytes write() {
            var out = new ByteWriter().i32(flags);
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }
    }

    /// `StatusCode (4) = 0 | ErrorCode (4) | EventPending (4), 0 or 1 | AuxiliaryBufferSize (4) | AuxiliaryBuffer`
    /// (2.2.4.4.2)
    public record Response(int error, boolean pending, Bytes auxiliary) {
        public Bytes write() {
            var out = new ByteWriter().i32(0).i32(error).i32(pending ? 1 : 0);
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }

        public static Response read(ByteReader in) {
            require(in.i32() == 0, "StatusCode of a success");
            return new Response(in.i32(), in.i32() != 0, Auxiliary.readLast(in));
        }
    }
}
