package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopLockRegionStream, RopId 0x5b: locks a part of a stream.
///
/// Layout [MS-OXCROPS] 2.2.9.10; meaning [MS-OXCPRPT] 2.2.24.
public final class RopLockRegionStream {
    private RopLockRegionStream() {}

    public record Request(int logonId, int inputHandleIndex, long regionOffset, long regionSize,
            int lockFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.i64(), in.i64(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.LOCK_REGION_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(regionOffset);
            out.i64(regionSize);
            out.i32(lockFlags);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.LOCK_REGION_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
