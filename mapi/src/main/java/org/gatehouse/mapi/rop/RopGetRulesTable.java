package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetRulesTable, RopId 0x3f: opens the table of a folder's rules.
///
/// Layout [MS-OXCROPS] 2.2.11.2; meaning [MS-OXORULE] 2.2.2.
public final class RopGetRulesTable {
    private RopGetRulesTable() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex,
            int tableFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_RULES_TABLE;
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

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.GET_RULES_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
