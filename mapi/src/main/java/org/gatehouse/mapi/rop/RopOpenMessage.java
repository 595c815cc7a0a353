package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopOpenMessage, RopId 0x03: opens a message.
///
/// Layout [MS-OXCROPS] 2.2.6.1; meaning [MS-OXCMSG] 2.2.3.1.
public final class RopOpenMessage {
    private RopOpenMessage() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, int codePageId, ObjectId folderId,
            int openModeFlags, ObjectId messageId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u16(), Fields.objectId(in), in.u8(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.OPEN_MESSAGE;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.u16(codePageId);
            out.i64(folderId.wire());
            out.u8(openModeFlags);
            out.i64(messageId.wire());
        }
    }

    public record Response(int handleIndex, MessageHeader header) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), MessageHeader.read(in));
        }

        @Override
        public RopId id() {
            return RopId.OPEN_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            header.write(out);
        }
    }
}
