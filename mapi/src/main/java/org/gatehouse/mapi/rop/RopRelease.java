package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopRelease, RopId 0x01: gives up an object. It has no response.
///
/// Layout [MS-OXCROPS] 2.2.15.3; meaning [MS-OXCPRPT] 2.2.28.
public final class RopRelease {
    private RopRelease() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.RELEASE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }

        @Override
        public RopResponse failure(int error) {
            throw new UnsupportedOperationException("RopRelease has no response");
        }
    }
}
