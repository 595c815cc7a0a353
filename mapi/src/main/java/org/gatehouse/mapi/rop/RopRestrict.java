package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopRestrict, RopId 0x14: filters a table; no restriction shows all rows.
///
/// Layout [MS-OXCROPS] 2.2.5.3; meaning [MS-OXCTABL] 2.2.2.4.
public final class RopRestrict {
    private RopRestrict() {}

    public record Request(int logonId, int inputHandleIndex, int restrictFlags,
            @Nullable Restriction restriction) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), Fields.restriction(in));
        }

        @Override
        public RopId id() {
            return RopId.RESTRICT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(restrictFlags);
            Fields.writeRestriction(restriction, out);
        }
    }

    public record Response(int handleIndex, int tableStatus) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.RESTRICT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(tableStatus);
        }
    }
}
