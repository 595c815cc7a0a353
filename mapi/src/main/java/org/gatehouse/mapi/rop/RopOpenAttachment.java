package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopOpenAttachment, RopId 0x22: opens an attachment.
///
/// Layout [MS-OXCROPS] 2.2.6.12; meaning [MS-OXCMSG] 2.2.3.12.
public final class RopOpenAttachment {
    private RopOpenAttachment() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, int openAttachmentFlags,
            int attachmentId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.OPEN_ATTACHMENT;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.u8(openAttachmentFlags);
            out.i32(attachmentId);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.OPEN_ATTACHMENT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
