package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetNamesFromPropertyIds, RopId 0x55: maps property ids to names.
///
/// Layout [MS-OXCROPS] 2.2.8.2; meaning [MS-OXCPRPT] 2.2.13.
public final class RopGetNamesFromPropertyIds {
    private RopGetNamesFromPropertyIds() {}

    public record Request(int logonId, int inputHandleIndex, List<Integer> propertyIds) implements RopRequest {
        public Request {
            propertyIds = List.copyOf(propertyIds);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.list(in.u16(), 2, ByteReader::u16));
        }

        @Override
        public RopId id() {
            return RopId.GET_NAMES_FROM_PROPERTY_IDS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u16(propertyIds.size());
            propertyIds.forEach(out::u16);
        }
    }

    public record Response(int handleIndex, List<PropertyName> names) implements RopResponse {
        public Response {
            names = List.copyOf(names);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.list(in.u16(), PropertyName.SIZE_MIN, PropertyName::read));
        }

        @Override
        public RopId id() {
            return RopId.GET_NAMES_FROM_PROPERTY_IDS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(names.size());
            names.forEach(name -> name.write(out));
        }
    }
}
