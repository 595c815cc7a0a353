package org.gatehouse.mapi.emsmdb;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// EcDoAsyncConnectEx, opnum 14: a handle to wait for a session's events with ([MS-OXCRPC] 3.1.4.4).
public final class EcDoAsyncConnectEx {
    public static final int OPERATION = 14;

    private EcDoAsyncConnectEx() {}

    /// `[in] CXH cxh`
    public record Request(ContextHandle session) {
        public static Request read(NdrReader in) {
            return new Request(in.contextHandle());
        }

        public Bytes write() {
            return new NdrWriter().contextHandle(session).toBytes();
        }
    }

    /// `[out, ref] ACXH *pacxh; long`
    public record Response(ContextHandle asynchronous, int result) {
        public static Response read(NdrReader in) {
            return new Response(in.contextHandle(), in.i32());
        }

        public Bytes write() {
            return new NdrWriter().contextHandle(asynchronous).i32(result).toBytes();
        }
    }
}
