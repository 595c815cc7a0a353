package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetMessageStatus, RopId 0x20: changes status bits of a message in a contents table.
///
/// Layout [MS-OXCROPS] 2.2.6.8; meaning [MS-OXCMSG] 2.2.3.8.
public final class RopSetMessageStatus {
    private RopSetMessageStatus() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId messageId, int messageStatusFlags,
            int messageStatusMask) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in), in.i32(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.SET_MESSAGE_STATUS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(messageId.wire());
            out.i32(messageStatusFlags);
            out.i32(messageStatusMask);
        }
    }

    public record Response(int handleIndex, int messageStatusFlags) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.SET_MESSAGE_STATUS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(messageStatusFlags);
        }
    }
}
