package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopLongTermIdFromId, RopId 0x43: makes a short-term id long-term.
///
/// Layout [MS-OXCROPS] 2.2.3.8; meaning [MS-OXCSTOR] 2.2.1.8.
public final class RopLongTermIdFromId {
    private RopLongTermIdFromId() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId objectId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.LONG_TERM_ID_FROM_ID;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(objectId.wire());
        }
    }

    public record Response(int handleIndex, LongTermId longTermId) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), LongTermId.read(in));
        }

        @Override
        public RopId id() {
            return RopId.LONG_TERM_ID_FROM_ID;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            longTermId.write(out);
        }
    }
}
