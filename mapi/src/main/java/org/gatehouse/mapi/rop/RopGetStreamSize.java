package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetStreamSize, RopId 0x5e: asks for a stream's size.
///
/// Layout [MS-OXCROPS] 2.2.9.6; meaning [MS-OXCPRPT] 2.2.19.
public final class RopGetStreamSize {
    private RopGetStreamSize() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_STREAM_SIZE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, int streamSize) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.GET_STREAM_SIZE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(streamSize);
        }
    }
}
