package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSeekRow, RopId 0x18: moves the cursor by rows.
///
/// Layout [MS-OXCROPS] 2.2.5.8; meaning [MS-OXCTABL] 2.2.2.9.
public final class RopSeekRow {
    private RopSeekRow() {}

    public record Request(int logonId, int inputHandleIndex, int origin, int rowCount,
            boolean wantRowMovedCount) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.i32(), in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.SEEK_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(origin);
            out.i32(rowCount);
            out.u8(wantRowMovedCount ? 1 : 0);
        }
    }

    public record Response(int handleIndex, boolean hasSoughtLess, int rowsSought) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8() != 0, in.i32());
        }

        @Override
        public RopId id() {
            return RopId.SEEK_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(hasSoughtLess ? 1 : 0);
            out.i32(rowsSought);
        }
    }
}
