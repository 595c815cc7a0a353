package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopCreateBookmark, RopId 0x1b: marks the cursor's row.
///
/// Layout [MS-OXCROPS] 2.2.5.11; meaning [MS-OXCTABL] 2.2.2.12.
public final class RopCreateBookmark {
    private RopCreateBookmark() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.CREATE_BOOKMARK;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, Bytes bookmark) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.CREATE_BOOKMARK;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            Fields.writeBlob(bookmark, out);
        }
    }
}
