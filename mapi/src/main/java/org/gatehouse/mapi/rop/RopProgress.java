package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopProgress, RopId 0x50: asks how an asynchronous operation stands, or cancels it.
///
/// Layout [MS-OXCROPS] 2.2.8.13; meaning [MS-OXCPRPT] 2.2.23.
public final class RopProgress {
    private RopProgress() {}

    public record Request(int logonId, int inputHandleIndex, boolean wantCancel) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.PROGRESS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(wantCancel ? 1 : 0);
        }
    }

    public record Response(int handleIndex, int logonId, int completedTaskCount,
            int totalTaskCount) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8(), in.i32(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.PROGRESS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(logonId);
            out.i32(completedTaskCount);
            out.i32(totalTaskCount);
        }
    }
}
