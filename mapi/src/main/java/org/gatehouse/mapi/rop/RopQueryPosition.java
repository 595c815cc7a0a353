package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopQueryPosition, RopId 0x17: asks where the cursor is.
///
/// Layout [MS-OXCROPS] 2.2.5.7; meaning [MS-OXCTABL] 2.2.2.8.
public final class RopQueryPosition {
    private RopQueryPosition() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.QUERY_POSITION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, int numerator, int denominator) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.QUERY_POSITION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(numerator);
            out.i32(denominator);
        }
    }
}
