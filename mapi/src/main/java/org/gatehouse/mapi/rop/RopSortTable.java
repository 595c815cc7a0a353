package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSortTable, RopId 0x13: sorts and groups a table.
///
/// Layout [MS-OXCROPS] 2.2.5.2; meaning [MS-OXCTABL] 2.2.2.3.
public final class RopSortTable {
    private RopSortTable() {}

    public record Request(int logonId, int inputHandleIndex, int sortTableFlags,
            SortOrderSet sortOrders) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), SortOrderSet.read(in));
        }

        @Override
        public RopId id() {
            return RopId.SORT_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(sortTableFlags);
            sortOrders.write(out);
        }
    }

    public record Response(int handleIndex, int tableStatus) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.SORT_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(tableStatus);
        }
    }
}
