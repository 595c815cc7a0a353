package org.gatehouse.mapi.emsmdb;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// EcDoAsyncWaitEx, opnum 0 of AsyncEMSMDB: returns when events are pending ([MS-OXCRPC] 3.3.4.1).
public final class EcDoAsyncWaitEx {
    public static final int OPERATION = 0;
    /// pulFlagsOut: the client is to fetch its events with EcDoRpcExt2.
    public static final int NOTIFICATION_PENDING = 0x0000_0001;

    private EcDoAsyncWaitEx() {}

    /// `[in] ACXH acxh; [in] ulong ulFlagsIn`
    public record Request(ContextHandle asynchronous, int flags) {
        public static Request read(NdrReader in) {
            return new Request(in.contextHandle(), in.i32());
        }

        public Bytes write() {
            return new NdrWriter().contextHandle(asynchronous).i32(flags).toBytes();
        }
    }

    /// `[out] ulong *pulFlagsOut; long`
    public record Response(int flags, int result) {
        public static Response read(NdrReader in) {
            return new Response(in.i32(), in.i32());
        }

        public Bytes write() {
            return new NdrWriter().i32(flags).i32(result).toBytes();
        }
    }
}
