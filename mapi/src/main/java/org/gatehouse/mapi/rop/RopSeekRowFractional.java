package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSeekRowFractional, RopId 0x1a: moves the cursor to a fraction of the table.
///
/// Layout [MS-OXCROPS] 2.2.5.10; meaning [MS-OXCTABL] 2.2.2.11.
public final class RopSeekRowFractional {
    private RopSeekRowFractional() {}

    public record Request(int logonId, int inputHandleIndex, int numerator, int denominator) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.i32(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.SEEK_ROW_FRACTIONAL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i32(numerator);
            out.i32(denominator);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SEEK_ROW_FRACTIONAL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
