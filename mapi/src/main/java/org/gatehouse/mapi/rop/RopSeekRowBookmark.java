package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopSeekRowBookmark, RopId 0x19: moves the cursor relative to a bookmark.
///
/// Layout [MS-OXCROPS] 2.2.5.9; meaning [MS-OXCTABL] 2.2.2.10.
public final class RopSeekRowBookmark {
    private RopSeekRowBookmark() {}

    public record Request(int logonId, int inputHandleIndex, Bytes bookmark, int rowCount,
            boolean wantRowMovedCount) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.blob(in.u16()), in.i32(), in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.SEEK_ROW_BOOKMARK;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeBlob(bookmark, out);
            out.i32(rowCount);
            out.u8(wantRowMovedCount ? 1 : 0);
        }
    }

    public record Response(int handleIndex, boolean rowNoLongerVisible, boolean hasSoughtLess,
            int rowsSought) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8() != 0, in.u8() != 0, in.i32());
        }

        @Override
        public RopId id() {
            return RopId.SEEK_ROW_BOOKMARK;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(rowNoLongerVisible ? 1 : 0);
            out.u8(hasSoughtLess ? 1 : 0);
            out.i32(rowsSought);
        }
    }
}
