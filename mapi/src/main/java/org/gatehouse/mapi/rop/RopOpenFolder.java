package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopOpenFolder, RopId 0x02: opens a folder.
///
/// Layout [MS-OXCROPS] 2.2.4.1; meaning [MS-OXCFOLD] 2.2.1.1.
public final class RopOpenFolder {
    private RopOpenFolder() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, ObjectId folderId,
            int openModeFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), Fields.objectId(in), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.OPEN_FOLDER;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.i64(folderId.wire());
            out.u8(openModeFlags);
        }
    }

    public record Response(int handleIndex, boolean hasRules, @Nullable ReplicaServers ghosted) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8() != 0, ReplicaServers.read(in));
        }

        @Override
        public RopId id() {
            return RopId.OPEN_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(hasRules ? 1 : 0);
            ReplicaServers.write(ghosted, out);
        }
    }
}
