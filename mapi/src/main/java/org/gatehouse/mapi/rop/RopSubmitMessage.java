package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSubmitMessage, RopId 0x32: hands a message over for sending.
///
/// Layout [MS-OXCROPS] 2.2.7.1; meaning [MS-OXOMSG] 2.2.3.1.
public final class RopSubmitMessage {
    private RopSubmitMessage() {}

    public record Request(int logonId, int inputHandleIndex, int submitFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.SUBMIT_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(submitFlags);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SUBMIT_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
