package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopReloadCachedInformation, RopId 0x10: reads again what opening the message told.
///
/// Layout [MS-OXCROPS] 2.2.6.7; meaning [MS-OXCMSG] 2.2.3.7.
public final class RopReloadCachedInformation {
    private RopReloadCachedInformation() {}

    public record Request(int logonId, int inputHandleIndex, int reserved) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u16());
        }

        @Override
        public RopId id() {
            return RopId.RELOAD_CACHED_INFORMATION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u16(reserved);
        }
    }

    public record Response(int handleIndex, MessageHeader header) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), MessageHeader.read(in));
        }

        @Override
        public RopId id() {
            return RopId.RELOAD_CACHED_INFORMATION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            header.write(out);
        }
    }
}
