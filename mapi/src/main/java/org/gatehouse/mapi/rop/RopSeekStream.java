package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSeekStream, RopId 0x2e: moves the stream's position.
///
/// Layout [MS-OXCROPS] 2.2.9.8; meaning [MS-OXCPRPT] 2.2.21.
public final class RopSeekStream {
    private RopSeekStream() {}

    public record Request(int logonId, int inputHandleIndex, int origin, long offset) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.i64());
        }

        @Override
        public RopId id() {
            return RopId.SEEK_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(origin);
            out.i64(offset);
        }
    }

    public record Response(int handleIndex, long newPosition) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i64());
        }

        @Override
        public RopId id() {
            return RopId.SEEK_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i64(newPosition);
        }
    }
}
