package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopExpandRow, RopId 0x59: shows the rows of a category.
///
/// Layout [MS-OXCROPS] 2.2.5.16; meaning [MS-OXCTABL] 2.2.2.17.
public final class RopExpandRow {
    private RopExpandRow() {}

    public record Request(int logonId, int inputHandleIndex, int maxRowCount, long categoryId) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int maxRowCount = in.u16();
            long categoryId = in.i64();
            return new Request(logonId, inputHandleIndex, maxRowCount, categoryId);
        }

        @Override
        public RopId id() {
            return RopId.EXPAND_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u16(maxRowCount).i64(categoryId);
        }
    }

    public record Response(int handleIndex, int expandedRowCount, Rows rows) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            int expandedRowCount = in.i32();
            Rows rows = Rows.read(in, in.u16(), head.columns());
            return new Response(head.handleIndex(), expandedRowCount, rows);
        }

        @Override
        public RopId id() {
            return RopId.EXPAND_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(expandedRowCount).u16(rows.count()).bytes(rows.encoded());
        }
    }
}
