package org.gatehouse.mapi.emsmdb;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// EcDoDisconnect, opnum 1: ends a session ([MS-OXCRPC] 3.1.4.3). `[in, out, ref] CXH *pcxh; long`
public final class EcDoDisconnect {
    public static final int OPERATION = 1;

    private EcDoDisconnect() {}

    public record Request(ContextHandle session) {
        public static Request read(NdrReader in) {
            return new Request(in.contextHandle());
        }

        public Bytes write() {
            return new NdrWriter().contextHandle(session).toBytes();
        }
    }

    /// @param session all zeros once the session is gone
    public record Response(ContextHandle session, int result) {
        public static Response read(NdrReader in) {
            return new Response(in.contextHandle(), in.i32());
        }

        public Bytes write() {
            return new NdrWriter().contextHandle(session).i32(result).toBytes();
        }
    }
}
