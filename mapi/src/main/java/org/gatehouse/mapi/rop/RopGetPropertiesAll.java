package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetPropertiesAll, RopId 0x08: reads all properties of an object.
///
/// Layout [MS-OXCROPS] 2.2.8.4; meaning [MS-OXCPRPT] 2.2.3.
public final class RopGetPropertiesAll {
    private RopGetPropertiesAll() {}

    public record Request(int logonId, int inputHandleIndex, int propertySizeLimit,
            boolean wantUnicode) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u16(), in.u16() != 0);
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTIES_ALL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u16(propertySizeLimit);
            out.u16(wantUnicode ? 1 : 0);
        }
    }

    public record Response(int handleIndex, List<PropertyValue> values) implements RopResponse {
        public Response {
            values = List.copyOf(values);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), Values.readTagged(in, in.u16(), CountWidth.ROP));
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTIES_ALL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            Fields.writeValues(values, out);
        }
    }
}
