package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopTransportNewMail, RopId 0x51: says that the client's transport has delivered a message.
///
/// Layout [MS-OXCROPS] 2.2.7.7; meaning [MS-OXOMSG] 2.2.3.7.
public final class RopTransportNewMail {
    private RopTransportNewMail() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId messageId, ObjectId folderId,
            String messageClass, int messageFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in), Fields.objectId(in), Fields.ascii(in), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.TRANSPORT_NEW_MAIL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(messageId.wire());
            out.i64(folderId.wire());
            Fields.writeAscii(messageClass, out);
            out.i32(messageFlags);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.TRANSPORT_NEW_MAIL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
