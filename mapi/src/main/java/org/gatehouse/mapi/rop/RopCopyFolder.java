package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.property.Value.StringValue;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopCopyFolder, RopId 0x36: copies a folder to another parent.
///
/// Layout [MS-OXCROPS] 2.2.4.8; meaning [MS-OXCFOLD] 2.2.1.8.
public final class RopCopyFolder {
    private RopCopyFolder() {}

    public record Request(int logonId, int sourceHandleIndex, int destHandleIndex, boolean wantAsynchronous,
            boolean wantRecursive, ObjectId folderId, StringValue newFolderName) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int sourceHandleIndex = in.u8();
            int destHandleIndex = in.u8();
            boolean wantAsynchronous = in.u8() != 0;
            boolean wantRecursive = in.u8() != 0;
            boolean useUnicode = in.u8() != 0;
            ObjectId folderId = Fields.objectId(in);
            StringValue newFolderName = Fields.text(in, useUnicode);
            return new Request(logonId, sourceHandleIndex, destHandleIndex, wantAsynchronous, wantRecursive, folderId,
                    newFolderName);
        }

        @Override
        public RopId id() {
            return RopId.COPY_FOLDER;
        }

        @Override
        public int inputHandleIndex() {
            return sourceHandleIndex;
        }

        @Override
        public int responseHandleIndex() {
            return sourceHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(sourceHandleIndex).u8(destHandleIndex);
            boolean useUnicode = newFolderName instanceof Value.Text;
            out.u8(wantAsynchronous ? 1 : 0);
            out.u8(wantRecursive ? 1 : 0);
            out.u8(useUnicode ? 1 : 0).i64(folderId.wire());
            Fields.writeText(newFolderName, useUnicode, out);
        }

        @Override
        public RopResponse failure(int error) {
            if (error == ErrorCode.DESTINATION_NULL_OBJECT) {
                return RopResponse.NullDestination.of(id(), sourceHandleIndex, destHandleIndex, 1);
            }
            return new Response(sourceHandleIndex, error, false);
        }
    }

    public record Response(int handleIndex, int returnValue, boolean partialCompletion) implements RopResponse {
        static RopResponse decode(ByteReader in, ResponseHead head) {
            if (head.returnValue() == ErrorCode.DESTINATION_NULL_OBJECT) {
                return RopResponse.NullDestination.read(RopId.COPY_FOLDER, in, head, 1);
            }
            boolean partialCompletion = in.u8() != 0;
            return new Response(head.handleIndex(), head.returnValue(), partialCompletion);
        }

        @Override
        public RopId id() {
            return RopId.COPY_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(partialCompletion ? 1 : 0);
        }
    }
}
