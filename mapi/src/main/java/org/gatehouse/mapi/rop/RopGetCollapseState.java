package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopGetCollapseState, RopId 0x6b: reads which categories are expanded.
///
/// Layout [MS-OXCROPS] 2.2.5.18; meaning [MS-OXCTABL] 2.2.2.19.
public final class RopGetCollapseState {
    private RopGetCollapseState() {}

    public record Request(int logonId, int inputHandleIndex, long rowId, int rowInstanceNumber) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.i64(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.GET_COLLAPSE_STATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(rowId);
            out.i32(rowInstanceNumber);
        }
    }

    public record Response(int handleIndex, Bytes collapseState) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.GET_COLLAPSE_STATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            Fields.writeBlob(collapseState, out);
        }
    }
}
