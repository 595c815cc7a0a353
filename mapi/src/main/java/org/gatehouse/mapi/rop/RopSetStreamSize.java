package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetStreamSize, RopId 0x2f: cuts or extends a stream.
///
/// Layout [MS-OXCROPS] 2.2.9.7; meaning [MS-OXCPRPT] 2.2.20.
public final class RopSetStreamSize {
    private RopSetStreamSize() {}

    public record Request(int logonId, int inputHandleIndex, long streamSize) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.i64());
        }

        @Override
        public RopId id() {
            return RopId.SET_STREAM_SIZE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(streamSize);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SET_STREAM_SIZE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
