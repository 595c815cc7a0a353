package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetStatus, RopId 0x16: asks how an asynchronous table operation stands.
///
/// Layout [MS-OXCROPS] 2.2.5.6; meaning [MS-OXCTABL] 2.2.2.7.
public final class RopGetStatus {
    private RopGetStatus() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_STATUS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, int tableStatus) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_STATUS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(tableStatus);
        }
    }
}
