package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetPropertiesList, RopId 0x09: lists the tags of an object's properties.
///
/// Layout [MS-OXCROPS] 2.2.8.5; meaning [MS-OXCPRPT] 2.2.4.
public final class RopGetPropertiesList {
    private RopGetPropertiesList() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTIES_LIST;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, List<PropertyTag> tags) implements RopResponse {
        public Response {
            tags = List.copyOf(tags);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), PropertyTag.readCounted(in));
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTIES_LIST;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            PropertyTag.writeCounted(tags, out);
        }
    }
}
