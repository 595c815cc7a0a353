package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopBufferTooSmall, RopId 0xff: the last of a buffer, it gives back the requests that were not executed.
///
/// Layout and meaning [MS-OXCROPS] 2.2.15.1.
public final class RopBufferTooSmall {
    private RopBufferTooSmall() {}

    /// @param sizeNeeded how large the output buffer has to be
    /// @param requestBuffers the requests from the first unexecuted one on, as they came
    public record Response(int sizeNeeded, Bytes requestBuffers) implements RopResponse {
        /// Bytes besides the returned requests.
        public static final int SIZE_WITHOUT_REQUESTS = 3;

        static Response decode(ByteReader in) {
            return new Response(in.u16(), in.rest());
        }

        @Override
        public RopId id() {
            return RopId.BUFFER_TOO_SMALL;
        }

        @Override
        public int handleIndex() {
            throw new UnsupportedOperationException("RopBufferTooSmall names no handle");
        }

        @Override
        public void encode(ByteWriter out) {
            encodeBody(out.u8(id().code()));
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(sizeNeeded).bytes(requestBuffers);
        }
    }
}
