package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopCollapseRow, RopId 0x5a: hides the rows of a category.
///
/// Layout [MS-OXCROPS] 2.2.5.17; meaning [MS-OXCTABL] 2.2.2.18.
public final class RopCollapseRow {
    private RopCollapseRow() {}

    public record Request(int logonId, int inputHandleIndex, long categoryId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.i64());
        }

        @Override
        public RopId id() {
            return RopId.COLLAPSE_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(categoryId);
        }
    }

    public record Response(int handleIndex, int collapsedRowCount) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.COLLAPSE_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(collapsedRowCount);
        }
    }
}
