package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopIdFromLongTermId, RopId 0x44: makes a long-term id short-term.
///
/// Layout [MS-OXCROPS] 2.2.3.9; meaning [MS-OXCSTOR] 2.2.1.9.
public final class RopIdFromLongTermId {
    private RopIdFromLongTermId() {}

    public record Request(int logonId, int inputHandleIndex, LongTermId longTermId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), LongTermId.read(in));
        }

        @Override
        public RopId id() {
            return RopId.ID_FROM_LONG_TERM_ID;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            longTermId.write(out);
        }
    }

    public record Response(int handleIndex, ObjectId objectId) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.ID_FROM_LONG_TERM_ID;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i64(objectId.wire());
        }
    }
}
