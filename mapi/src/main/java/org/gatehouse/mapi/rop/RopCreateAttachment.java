package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopCreateAttachment, RopId 0x23: adds an attachment.
///
/// Layout [MS-OXCROPS] 2.2.6.13; meaning [MS-OXCMSG] 2.2.3.13.
public final class RopCreateAttachment {
    private RopCreateAttachment() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.CREATE_ATTACHMENT;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
        }
    }

    public record Response(int handleIndex, int attachmentId) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.CREATE_ATTACHMENT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(attachmentId);
        }
    }
}
