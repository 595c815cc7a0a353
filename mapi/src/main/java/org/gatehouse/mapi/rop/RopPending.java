package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopPending, RopId 0x6e: says that a session has events waiting. It answers no request.
///
/// Layout [MS-OXCROPS] 2.2.14.3; meaning [MS-OXCNOTIF] 2.2.1.3.4.
public final class RopPending {
    private RopPending() {}

    /// @param sessionIndex of a session linked to the one that receives this
    public record Response(int sessionIndex) implements RopResponse {
        static Response decode(ByteReader in) {
            return new Response(in.u16());
        }

        @Override
        public RopId id() {
            return RopId.PENDING;
        }

        @Override
        public int handleIndex() {
            throw new UnsupportedOperationException("RopPending names no handle");
        }

        @Override
        public void encode(ByteWriter out) {
            encodeBody(out.u8(id().code()));
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(sessionIndex);
        }
    }
}
