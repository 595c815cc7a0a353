package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSaveChangesMessage, RopId 0x0c: saves a message.
///
/// Layout [MS-OXCROPS] 2.2.6.3; meaning [MS-OXCMSG] 2.2.3.3.
public final class RopSaveChangesMessage {
    private RopSaveChangesMessage() {}

    public record Request(int logonId, int responseHandleIndex, int inputHandleIndex,
            int saveFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.SAVE_CHANGES_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(responseHandleIndex).u8(inputHandleIndex);
            out.u8(saveFlags);
        }
    }

    public record Response(int handleIndex, int inputHandleIndex, ObjectId messageId) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.SAVE_CHANGES_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(messageId.wire());
        }
    }
}
