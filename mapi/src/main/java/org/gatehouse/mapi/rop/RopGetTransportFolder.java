package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetTransportFolder, RopId 0x6d: asks for the folder of the client's transport.
///
/// Layout [MS-OXCROPS] 2.2.7.8; meaning [MS-OXOMSG] 2.2.3.8.
public final class RopGetTransportFolder {
    private RopGetTransportFolder() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_TRANSPORT_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, ObjectId folderId) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.GET_TRANSPORT_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i64(folderId.wire());
        }
    }
}
