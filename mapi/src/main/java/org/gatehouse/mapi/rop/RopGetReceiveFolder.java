package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetReceiveFolder, RopId 0x27: asks where messages of a class are delivered.
///
/// Layout [MS-OXCROPS] 2.2.3.2; meaning [MS-OXCSTOR] 2.2.1.2.
public final class RopGetReceiveFolder {
    private RopGetReceiveFolder() {}

    public record Request(int logonId, int inputHandleIndex, String messageClass) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.ascii(in));
        }

        @Override
        public RopId id() {
            return RopId.GET_RECEIVE_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeAscii(messageClass, out);
        }
    }

    public record Response(int handleIndex, ObjectId folderId, String explicitMessageClass) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), Fields.objectId(in), Fields.ascii(in));
        }

        @Override
        public RopId id() {
            return RopId.GET_RECEIVE_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i64(folderId.wire());
            Fields.writeAscii(explicitMessageClass, out);
        }
    }
}
