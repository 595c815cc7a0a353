package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// RopFindRow, RopId 0x4f: moves the cursor to the next row that meets a restriction.
///
/// Layout [MS-OXCROPS] 2.2.5.13; meaning [MS-OXCTABL] 2.2.2.14.
/// The response holds no row or one.
public final class RopFindRow {
    private RopFindRow() {}

    public record Request(int logonId, int inputHandleIndex, int findRowFlags, @Nullable Restriction restriction,
            int origin, Bytes bookmark) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int findRowFlags = in.u8();
            Restriction restriction = Fields.restriction(in);
            int origin = in.u8();
            Bytes bookmark = in.blob(in.u16());
            return new Request(logonId, inputHandleIndex, findRowFlags, restriction, origin, bookmark);
        }

        @Override
        public RopId id() {
            return RopId.FIND_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(findRowFlags);
            Fields.writeRestriction(restriction, out);
            Fields.writeBlob(bookmark, out.u8(origin));
        }
    }

    public record Response(int handleIndex, boolean rowNoLongerVisible, Rows rows) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            boolean rowNoLongerVisible = in.u8() != 0;
            Rows rows = in.u8() != 0 ? Rows.read(in, 1, head.columns()) : Rows.NONE;
            return new Response(head.handleIndex(), rowNoLongerVisible, rows);
        }

        @Override
        public RopId id() {
            return RopId.FIND_ROW;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(rowNoLongerVisible ? 1 : 0).u8(rows.count() == 0 ? 0 : 1).bytes(rows.encoded());
        }
    }
}
