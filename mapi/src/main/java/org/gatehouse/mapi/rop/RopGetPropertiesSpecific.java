package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetPropertiesSpecific, RopId 0x07: reads chosen properties of one object.
///
/// Layout [MS-OXCROPS] 2.2.8.3; meaning [MS-OXCPRPT] 2.2.2 and 3.2.5.1.
/// The response takes the tags of its request: the row on the wire has none.
public final class RopGetPropertiesSpecific {
    private RopGetPropertiesSpecific() {}

    public record Request(int logonId, int inputHandleIndex, int propertySizeLimit, boolean wantUnicode,
            List<PropertyTag> tags) implements RopRequest {
        public Request {
            tags = List.copyOf(tags);
        }

        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int propertySizeLimit = in.u16();
            boolean wantUnicode = in.u16() != 0;
            List<PropertyTag> tags = PropertyTag.readCounted(in);
            return new Request(logonId, inputHandleIndex, propertySizeLimit, wantUnicode, tags);
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTIES_SPECIFIC;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u16(propertySizeLimit).u16(wantUnicode ? 1 : 0);
            PropertyTag.writeCounted(tags, out);
        }
    }

    public record Response(int handleIndex, List<PropertyTag> tags, PropertyRow row) implements RopResponse {
        public Response {
            tags = List.copyOf(tags);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            List<PropertyTag> tags = head.columns();
            PropertyRow row = PropertyRow.read(in, tags);
            return new Response(head.handleIndex(), tags, row);
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTIES_SPECIFIC;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            row.write(out, tags);
        }
    }
}
