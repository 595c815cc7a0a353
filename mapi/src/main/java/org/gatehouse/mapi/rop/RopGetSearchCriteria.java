package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopGetSearchCriteria, RopId 0x31: reads a search folder's criteria.
///
/// Layout [MS-OXCROPS] 2.2.4.5; meaning [MS-OXCFOLD] 2.2.1.5.
public final class RopGetSearchCriteria {
    private RopGetSearchCriteria() {}

    public record Request(int logonId, int inputHandleIndex, boolean useUnicode, boolean includeRestriction,
            boolean includeFolders) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8() != 0, in.u8() != 0, in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.GET_SEARCH_CRITERIA;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(useUnicode ? 1 : 0);
            out.u8(includeRestriction ? 1 : 0);
            out.u8(includeFolders ? 1 : 0);
        }
    }

    public record Response(int handleIndex, @Nullable Restriction restriction, int logonId, List<ObjectId> folderIds,
            int searchFlags) implements RopResponse {
        public Response {
            folderIds = List.copyOf(folderIds);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), Fields.restriction(in), in.u8(), Fields.objectIds(in), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.GET_SEARCH_CRITERIA;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            Fields.writeRestriction(restriction, out);
            out.u8(logonId);
            Fields.writeObjectIds(folderIds, out);
            out.i32(searchFlags);
        }
    }
}
