package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopAbort, RopId 0x38: stops an asynchronous table operation.
///
/// Layout [MS-OXCROPS] 2.2.5.5; meaning [MS-OXCTABL] 2.2.2.6.
public final class RopAbort {
    private RopAbort() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.ABORT;
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
            return RopId.ABORT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(tableStatus);
        }
    }
}
