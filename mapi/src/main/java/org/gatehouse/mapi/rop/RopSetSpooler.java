package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetSpooler, RopId 0x47: makes the client the mail spooler.
///
/// Layout [MS-OXCROPS] 2.2.7.4; meaning [MS-OXOMSG] 2.2.3.4.
public final class RopSetSpooler {
    private RopSetSpooler() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.SET_SPOOLER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SET_SPOOLER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
