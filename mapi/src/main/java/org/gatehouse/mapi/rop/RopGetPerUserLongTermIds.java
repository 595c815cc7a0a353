package org.gatehouse.mapi.rop;

import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetPerUserLongTermIds, RopId 0x60: lists folders with read states of a user in one database.
///
/// Layout [MS-OXCROPS] 2.2.3.10; meaning [MS-OXCSTOR] 2.2.1.10.
public final class RopGetPerUserLongTermIds {
    private RopGetPerUserLongTermIds() {}

    public record Request(int logonId, int inputHandleIndex, UUID databaseGuid) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.guid());
        }

        @Override
        public RopId id() {
            return RopId.GET_PER_USER_LONG_TERM_IDS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.guid(databaseGuid);
        }
    }

    public record Response(int handleIndex, List<LongTermId> longTermIds) implements RopResponse {
        public Response {
            longTermIds = List.copyOf(longTermIds);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.list(in.u16(), LongTermId.SIZE, LongTermId::read));
        }

        @Override
        public RopId id() {
            return RopId.GET_PER_USER_LONG_TERM_IDS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(longTermIds.size());
            longTermIds.forEach(id -> id.write(out));
        }
    }
}
