package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetReceiveFolder, RopId 0x26: says where messages of a class are delivered.
///
/// Layout [MS-OXCROPS] 2.2.3.3; meaning [MS-OXCSTOR] 2.2.1.3.
public final class RopSetReceiveFolder {
    private RopSetReceiveFolder() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId folderId,
            String messageClass) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in), Fields.ascii(in));
        }

        @Override
        public RopId id() {
            return RopId.SET_RECEIVE_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(folderId.wire());
            Fields.writeAscii(messageClass, out);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SET_RECEIVE_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
