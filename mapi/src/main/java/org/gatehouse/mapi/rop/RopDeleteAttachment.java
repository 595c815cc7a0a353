package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopDeleteAttachment, RopId 0x24: deletes an attachment.
///
/// Layout [MS-OXCROPS] 2.2.6.14; meaning [MS-OXCMSG] 2.2.3.14.
public final class RopDeleteAttachment {
    private RopDeleteAttachment() {}

    public record Request(int logonId, int inputHandleIndex, int attachmentId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.DELETE_ATTACHMENT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i32(attachmentId);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.DELETE_ATTACHMENT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
