package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetStoreState, RopId 0x7b: asks for the store's state.
///
/// Layout [MS-OXCROPS] 2.2.3.5; meaning [MS-OXCSTOR] 2.2.1.5.
public final class RopGetStoreState {
    private RopGetStoreState() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_STORE_STATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, int storeState) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.GET_STORE_STATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(storeState);
        }
    }
}
