package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetMessageStatus, RopId 0x1f: reads status bits of a message in a contents table.
///
/// Layout [MS-OXCROPS] 2.2.6.9; meaning [MS-OXCMSG] 2.2.3.9.
/// Its response is [RopSetMessageStatus.Response], RopId 0x20 included (MS-OXCROPS_R20004).
public final class RopGetMessageStatus {
    private RopGetMessageStatus() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId messageId) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            ObjectId messageId = Fields.objectId(in);
            return new Request(logonId, inputHandleIndex, messageId);
        }

        @Override
        public RopId id() {
            return RopId.GET_MESSAGE_STATUS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(messageId.wire());
        }

        @Override
        public RopResponse failure(int error) {
            return new RopResponse.Failure(RopId.SET_MESSAGE_STATUS, inputHandleIndex, error);
        }
    }
}
