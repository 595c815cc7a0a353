package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetAddressTypes, RopId 0x49: lists the address types that the server can send to.
///
/// Layout [MS-OXCROPS] 2.2.7.3; meaning [MS-OXOMSG] 2.2.3.3.
public final class RopGetAddressTypes {
    private RopGetAddressTypes() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            return new Request(logonId, inputHandleIndex);
        }

        @Override
        public RopId id() {
            return RopId.GET_ADDRESS_TYPES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, List<String> addressTypes) implements RopResponse {
        public Response {
            addressTypes = List.copyOf(addressTypes);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            int count = in.u16();
            ByteReader types = in.window(in.u16());
            List<String> addressTypes = types.list(count, 1, Fields::ascii);
            return new Response(head.handleIndex(), addressTypes);
        }

        @Override
        public RopId id() {
            return RopId.GET_ADDRESS_TYPES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(addressTypes.size());
            int at = out.size();
            out.u16(0);
            addressTypes.forEach(type -> Fields.writeAscii(type, out));
            out.patchU16(at, Fields.sizeSince(out, at));
        }
    }
}
