package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetContentsTable, RopId 0x05: opens the table of messages.
///
/// Layout [MS-OXCROPS] 2.2.4.14; meaning [MS-OXCFOLD] 2.2.1.14.
public final class RopGetContentsTable {
    private RopGetContentsTable() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex,
            int tableFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_CONTENTS_TABLE;
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
            return RopId.GET_CONTENTS_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(rowCount);
        }
    }
}
