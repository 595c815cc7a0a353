package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopTransportSend, RopId 0x4a: sends a message through the client's transport.
///
/// Layout [MS-OXCROPS] 2.2.7.6; meaning [MS-OXOMSG] 2.2.3.6.
public final class RopTransportSend {
    private RopTransportSend() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            return new Request(logonId, inputHandleIndex);
        }

        @Override
        public RopId id() {
            return RopId.TRANSPORT_SEND;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, boolean noPropertiesReturned,
            List<PropertyValue> values) implements RopResponse {
        public Response {
            values = List.copyOf(values);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            boolean noPropertiesReturned = in.u8() != 0;
            List<PropertyValue> values = noPropertiesReturned
                    ? List.of() : Values.readTagged(in, in.u16(), CountWidth.ROP);
            return new Response(head.handleIndex(), noPropertiesReturned, values);
        }

        @Override
        public RopId id() {
            return RopId.TRANSPORT_SEND;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(noPropertiesReturned ? 1 : 0);
            if (!noPropertiesReturned) {
                Fields.writeValues(values, out);
            }
        }
    }
}
