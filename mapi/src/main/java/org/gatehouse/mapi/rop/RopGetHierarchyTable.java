package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetHierarchyTable, RopId 0x04: opens the table of subfolders.
///
/// Layout [MS-OXCROPS] 2.2.4.13; meaning [MS-OXCFOLD] 2.2.1.13.
public final class RopGetHierarchyTable {
    private RopGetHierarchyTable() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex,
            int tableFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_HIERARCHY_TABLE;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.u8(tableFlags);
        }
    }

    public record Response(int handleIndex, int rowCount) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.GET_HIERARCHY_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(rowCount);
        }
    }
}
