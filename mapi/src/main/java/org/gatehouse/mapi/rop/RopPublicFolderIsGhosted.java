package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopPublicFolderIsGhosted, RopId 0x45: asks whether another server holds a public folder.
///
/// Layout [MS-OXCROPS] 2.2.3.7; meaning [MS-OXCSTOR] 2.2.1.7.
public final class RopPublicFolderIsGhosted {
    private RopPublicFolderIsGhosted() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId folderId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.PUBLIC_FOLDER_IS_GHOSTED;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(folderId.wire());
        }
    }

    public record Response(int handleIndex, @Nullable ReplicaServers ghosted) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), ReplicaServers.read(in));
        }

        @Override
        public RopId id() {
            return RopId.PUBLIC_FOLDER_IS_GHOSTED;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            ReplicaServers.write(ghosted, out);
        }
    }
}
