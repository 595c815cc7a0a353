package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopRemoveAllRecipients, RopId 0x0d: deletes a message's recipients.
///
/// Layout [MS-OXCROPS] 2.2.6.4; meaning [MS-OXCMSG] 2.2.3.4.
public final class RopRemoveAllRecipients {
    private RopRemoveAllRecipients() {}

    public record Request(int logonId, int inputHandleIndex, int reserved) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.REMOVE_ALL_RECIPIENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i32(reserved);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.REMOVE_ALL_RECIPIENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
