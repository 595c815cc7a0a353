package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopFreeBookmark, RopId 0x89: forgets a bookmark.
///
/// Layout [MS-OXCROPS] 2.2.5.14; meaning [MS-OXCTABL] 2.2.2.15.
public final class RopFreeBookmark {
    private RopFreeBookmark() {}

    public record Request(int logonId, int inputHandleIndex, Bytes bookmark) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.FREE_BOOKMARK;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeBlob(bookmark, out);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.FREE_BOOKMARK;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
