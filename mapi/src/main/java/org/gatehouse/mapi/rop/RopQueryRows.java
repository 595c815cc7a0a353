package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopQueryRows, RopId 0x15: reads rows from the cursor on.
///
/// Layout [MS-OXCROPS] 2.2.5.4; meaning [MS-OXCTABL] 2.2.2.5.
public final class RopQueryRows {
    private RopQueryRows() {}

    public record Request(int logonId, int inputHandleIndex, int queryRowsFlags, boolean forwardRead,
            int rowCount) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int queryRowsFlags = in.u8();
            boolean forwardRead = in.u8() != 0;
            int rowCount = in.u16();
            return new Request(logonId, inputHandleIndex, queryRowsFlags, forwardRead, rowCount);
        }

        @Override
        public RopId id() {
            return RopId.QUERY_ROWS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(queryRowsFlags).u8(forwardRead ? 1 : 0).u16(rowCount);
        }
    }

    public record Response(int handleIndex, int origin, Rows rows) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            int origin = in.u8();
            Rows rows = Rows.read(in, in.u16(), head.columns());
            return new Response(head.handleIndex(), origin, rows);
        }

        @Override
        public RopId id() {
            return RopId.QUERY_ROWS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(origin).u16(rows.count()).bytes(rows.encoded());
        }

        /// Bytes of the response besides its rows: what to take off the room that [Rows.Collector] gets.
        public static final int SIZE_WITHOUT_ROWS = 9;
    }
}
