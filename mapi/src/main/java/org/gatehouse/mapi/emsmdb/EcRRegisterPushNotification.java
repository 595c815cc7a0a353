package org.gatehouse.mapi.emsmdb;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// EcRRegisterPushNotification, opnum 4: asks for datagrams on events ([MS-OXCRPC] 3.1.4.5).
public final class EcRRegisterPushNotification {
    public static final int OPERATION = 4;
    private static final int ARRAY_MAX = 0xffff;

    private EcRRegisterPushNotification() {}

    /// `[in, out, ref] CXH *pcxh; [in] ulong iRpc; [in, size_is(cbContext)] uchar rgbContext[]; [in] ushort cbContext;
    /// [in] ulong grbitAdviseBits; [in, size_is(cbCallbackAddress)] uchar rgbCallbackAddress[];
    /// [in] ushort cbCallbackAddress`
    public record Request(ContextHandle session, Bytes context, int adviseBits, Bytes callbackAddress) {
        public static Request read(NdrReader in) {
            ContextHandle session = in.contextHandle();
            in.i32(); // iRpc: ignored
            Bytes context = in.conformantBytes(ARRAY_MAX);
            require(in.u16() == context.length(), "cbContext");
            int adviseBits = in.i32();
            Bytes callbackAddress = in.conformantBytes(ARRAY_MAX);
            require(in.u16() == callbackAddress.length(), "cbCallbackAddress");
            return new Request(session, context, adviseBits, callbackAddress);
        }

        public Bytes write() {
            return new NdrWriter().contextHandle(session).i32(0).conformantBytes(context).u16(context.length())
                    .i32(adviseBits).conformantBytes(callbackAddress).u16(callbackAddress.length()).toBytes();
        }
    }

    /// `[in, out, ref] CXH *pcxh; [out] ulong *hNotification; long`
    public record Response(ContextHandle session, int notification, int result) {
        public Bytes write() {
            return new NdrWriter().contextHandle(session).i32(notification).i32(result).toBytes();
        }
    }
}
