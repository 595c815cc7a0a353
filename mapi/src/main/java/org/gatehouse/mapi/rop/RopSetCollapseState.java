package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopSetCollapseState, RopId 0x6c: restores which categories are expanded.
///
/// Layout [MS-OXCROPS] 2.2.5.19; meaning [MS-OXCTABL] 2.2.2.20.
public final class RopSetCollapseState {
    private RopSetCollapseState() {}

    public record Request(int logonId, int inputHandleIndex, Bytes collapseState) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.SET_COLLAPSE_STATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeBlob(collapseState, out);
        }
    }

    public record Response(int handleIndex, Bytes bookmark) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.SET_COLLAPSE_STATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            Fields.writeBlob(bookmark, out);
        }
    }
}
