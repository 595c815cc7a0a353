package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopResetTable, RopId 0x81: drops columns, sort, filter and cursor of a table.
///
/// Layout [MS-OXCROPS] 2.2.5.15; meaning [MS-OXCTABL] 2.2.2.16.
public final class RopResetTable {
    private RopResetTable() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.RESET_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.RESET_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
