package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopSetSearchCriteria, RopId 0x30: says what a search folder finds and where.
///
/// Layout [MS-OXCROPS] 2.2.4.4; meaning [MS-OXCFOLD] 2.2.1.4.
public final class RopSetSearchCriteria {
    private RopSetSearchCriteria() {}

    public record Request(int logonId, int inputHandleIndex, @Nullable Restriction restriction,
            List<ObjectId> folderIds, int searchFlags) implements RopRequest {
        public Request {
            folderIds = List.copyOf(folderIds);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.restriction(in), Fields.objectIds(in), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.SET_SEARCH_CRITERIA;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeRestriction(restriction, out);
            Fields.writeObjectIds(folderIds, out);
            out.i32(searchFlags);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SET_SEARCH_CRITERIA;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
