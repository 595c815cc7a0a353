package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopCreateMessage, RopId 0x06: creates a message, which lasts once it is saved.
///
/// Layout [MS-OXCROPS] 2.2.6.2; meaning [MS-OXCMSG] 2.2.3.2.
public final class RopCreateMessage {
    private RopCreateMessage() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, int codePageId, ObjectId folderId,
            boolean associated) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int outputHandleIndex = in.u8();
            int codePageId = in.u16();
            ObjectId folderId = Fields.objectId(in);
            boolean associated = in.u8() != 0;
            return new Request(logonId, inputHandleIndex, outputHandleIndex, codePageId, folderId, associated);
        }

        @Override
        public RopId id() {
            return RopId.CREATE_MESSAGE;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.u16(codePageId).i64(folderId.wire()).u8(associated ? 1 : 0);
        }
    }

    public record Response(int handleIndex, @Nullable ObjectId messageId) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            ObjectId messageId = in.u8() != 0 ? Fields.objectId(in) : null;
            return new Response(head.handleIndex(), messageId);
        }

        @Override
        public RopId id() {
            return RopId.CREATE_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(messageId == null ? 0 : 1);
            if (messageId != null) {
                out.i64(messageId.wire());
            }
        }
    }
}
