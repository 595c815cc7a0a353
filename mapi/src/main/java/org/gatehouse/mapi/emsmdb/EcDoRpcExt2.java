package org.gatehouse.mapi.emsmdb;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// EcDoRpcExt2, opnum 11: carries ROPs ([MS-OXCRPC] 3.1.4.2, section 6).
public final class EcDoRpcExt2 {
    public static final int OPERATION = 11;
    /// pulFlags: the reply must not be compressed.
    public static final int FLAG_NO_COMPRESSION = 0x0000_0001;
    /// pulFlags: the reply must not be obfuscated.
    public static final int FLAG_NO_XOR_MAGIC = 0x0000_0002;
    /// pulFlags: the reply may hold several extended buffers (3.1.4.2.1.2).
    public static final int FLAG_CHAIN = 0x0000_0004;

    /// What a response has besides payload and auxiliary data, which are aligned.
    private static final int FIXED_SIZE = 64;

    private EcDoRpcExt2() {}

    /// `[in, out, ref] CXH *pcxh; [in, out] ulong *pulFlags; [in, size_is(cbIn)] uchar rgbIn[]; [in] ulong cbIn;
    /// [in, out] BIG_RANGE_ULONG *pcbOut; [in, size_is(cbAuxIn)] uchar rgbAuxIn[]; [in] ulong cbAuxIn;
    /// [in, out] SMALL_RANGE_ULONG *pcbAuxOut`
    public record Request(ContextHandle session, int flags, Bytes payload, int payloadOutMax, Bytes auxiliary,
            int auxiliaryOutMax) {
        public static Request read(NdrReader in) {
            ContextHandle session = in.contextHandle();
            int flags = in.i32();
            Bytes payload = in.conformantBytes(Ranges.BIG_MAX);
            require(in.u32() == payload.length(), "cbIn");
            int payloadOutMax = Ranges.big(in);
            Bytes auxiliary = in.conformantBytes(Ranges.SMALL_MAX);
            require(in.u32() == auxiliary.length(), "cbAuxIn");
            return new Request(session, flags, payload, payloadOutMax, auxiliary, Ranges.small(in));
        }

        public Bytes write() {
            return new NdrWriter().contextHandle(session).i32(flags).conformantBytes(payload).i32(payload.length())
                    .i32(payloadOutMax).conformantBytes(auxiliary).i32(auxiliary.length()).i32(auxiliaryOutMax)
                    .toBytes();
        }
    }

    /// `pcxh; pulFlags; [out, length_is(*pcbOut), size_is(*pcbOut)] uchar rgbOut[]; pcbOut;
    /// [out, length_is(*pcbAuxOut), size_is(*pcbAuxOut)] uchar rgbAuxOut[]; pcbAuxOut; [out] ulong *pulTransTime; long`
    public record Response(ContextHandle session, int flags, Bytes payload, Bytes auxiliary, int elapsedMillis,
            int result) {
        public static Response read(NdrReader in) {
            ContextHandle session = in.contextHandle();
            int flags = in.i32();
            Bytes payload = in.conformantVaryingBytes(Ranges.BIG_MAX);
            require(in.u32() == payload.length(), "pcbOut");
            Bytes auxiliary = in.conformantVaryingBytes(Ranges.SMALL_MAX);
            require(in.u32() == auxiliary.length(), "pcbAuxOut");
            return new Response(session, flags, payload, auxiliary, in.i32(), in.i32());
        }

        public Bytes write() {
            int size = FIXED_SIZE + (payload.length() + 3 & ~3) + (auxiliary.length() + 3 & ~3);
            return new NdrWriter(size).contextHandle(session).i32(flags)
                    .conformantVaryingBytes(payload, payload.length()).i32(payload.length())
                    .conformantVaryingBytes(auxiliary, auxiliary.length()).i32(auxiliary.length())
                    .i32(elapsedMillis).i32(result).take();
        }
    }
}
