package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.property.Value.StringValue;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopCreateFolder, RopId 0x1c: creates a folder, or opens one of that name.
///
/// Layout [MS-OXCROPS] 2.2.4.2; meaning [MS-OXCFOLD] 2.2.1.2.
/// The two texts have one form: PtypString or PtypString8, as UseUnicodeStrings says.
public final class RopCreateFolder {
    private RopCreateFolder() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, int folderType,
            boolean openExisting, int reserved, StringValue displayName, StringValue comment) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int outputHandleIndex = in.u8();
            int folderType = in.u8();
            boolean unicode = in.u8() != 0;
            boolean openExisting = in.u8() != 0;
            int reserved = in.u8();
            StringValue displayName = Fields.text(in, unicode);
            StringValue comment = Fields.text(in, unicode);
            return new Request(logonId, inputHandleIndex, outputHandleIndex, folderType, openExisting, reserved,
                    displayName, comment);
        }

        @Override
        public RopId id() {
            return RopId.CREATE_FOLDER;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            boolean unicode = displayName instanceof Value.Text;
            out.u8(folderType).u8(unicode ? 1 : 0).u8(openExisting ? 1 : 0).u8(reserved);
            Fields.writeText(displayName, unicode, out);
            Fields.writeText(comment, unicode, out);
        }
    }

    public record Response(int handleIndex, ObjectId folderId, @Nullable Existing existing) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            ObjectId folderId = Fields.objectId(in);
            Existing existing = in.u8() != 0 ? new Existing(in.u8() != 0, ReplicaServers.read(in)) : null;
            return new Response(head.handleIndex(), folderId, existing);
        }

        @Override
        public RopId id() {
            return RopId.CREATE_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i64(folderId.wire()).u8(existing == null ? 0 : 1);
            if (existing != null) {
                ReplicaServers.write(existing.ghosted(), out.u8(existing.hasRules() ? 1 : 0));
            }
        }

        /// What the response adds when the folder was there before.
        public record Existing(boolean hasRules, @Nullable ReplicaServers ghosted) {}
    }
}
