package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopOpenEmbeddedMessage, RopId 0x46: opens the message within an attachment.
///
/// Layout [MS-OXCROPS] 2.2.6.16; meaning [MS-OXCMSG] 2.2.3.16.
public final class RopOpenEmbeddedMessage {
    private RopOpenEmbeddedMessage() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, int codePageId,
            int openModeFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u16(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.OPEN_EMBEDDED_MESSAGE;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.u16(codePageId);
            out.u8(openModeFlags);
        }
    }

    public record Response(int handleIndex, int reserved, ObjectId messageId,
            MessageHeader header) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8(), Fields.objectId(in), MessageHeader.read(in));
        }

        @Override
        public RopId id() {
            return RopId.OPEN_EMBEDDED_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(reserved);
            out.i64(messageId.wire());
            header.write(out);
        }
    }
}
