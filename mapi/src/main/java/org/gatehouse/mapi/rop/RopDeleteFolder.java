package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopDeleteFolder, RopId 0x1d: deletes a subfolder.
///
/// Layout [MS-OXCROPS] 2.2.4.3; meaning [MS-OXCFOLD] 2.2.1.3.
public final class RopDeleteFolder {
    private RopDeleteFolder() {}

    public record Request(int logonId, int inputHandleIndex, int deleteFolderFlags,
            ObjectId folderId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.DELETE_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(deleteFolderFlags);
            out.i64(folderId.wire());
        }

        @Override
        public RopResponse failure(int error) {
            return new Response(inputHandleIndex, error, false);
        }
    }

    /// The fields are there whatever the return value is.
    public record Response(int handleIndex, int returnValue, boolean partialCompletion) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), head.returnValue(), in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.DELETE_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(partialCompletion ? 1 : 0);
        }
    }
}
