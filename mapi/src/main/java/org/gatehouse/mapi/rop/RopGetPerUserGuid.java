package org.gatehouse.mapi.rop;

import java.util.UUID;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetPerUserGuid, RopId 0x61: asks which database a folder's read states belong to.
///
/// Layout [MS-OXCROPS] 2.2.3.11; meaning [MS-OXCSTOR] 2.2.1.11.
public final class RopGetPerUserGuid {
    private RopGetPerUserGuid() {}

    public record Request(int logonId, int inputHandleIndex, LongTermId longTermId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), LongTermId.read(in));
        }

        @Override
        public RopId id() {
            return RopId.GET_PER_USER_GUID;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            longTermId.write(out);
        }
    }

    public record Response(int handleIndex, UUID databaseGuid) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.guid());
        }

        @Override
        public RopId id() {
            return RopId.GET_PER_USER_GUID;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.guid(databaseGuid);
        }
    }
}
