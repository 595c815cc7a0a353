package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopCloneStream, RopId 0x3b: opens a second stream on the same data.
///
/// Layout [MS-OXCROPS] 2.2.9.13; meaning [MS-OXCPRPT] 2.2.27.
public final class RopCloneStream {
    private RopCloneStream() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.CLONE_STREAM;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.CLONE_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
