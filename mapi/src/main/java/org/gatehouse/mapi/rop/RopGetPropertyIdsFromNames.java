package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetPropertyIdsFromNames, RopId 0x56: maps names to property ids; no names asks for all.
///
/// Layout [MS-OXCROPS] 2.2.8.1; meaning [MS-OXCPRPT] 2.2.12.
public final class RopGetPropertyIdsFromNames {
    private RopGetPropertyIdsFromNames() {}

    public record Request(int logonId, int inputHandleIndex, int flags,
            List<PropertyName> names) implements RopRequest {
        public Request {
            names = List.copyOf(names);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.list(in.u16(), PropertyName.SIZE_MIN, PropertyName::read));
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTY_IDS_FROM_NAMES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(flags);
            out.u16(names.size());
            names.forEach(name -> name.write(out));
        }
    }

    public record Response(int handleIndex, List<Integer> propertyIds) implements RopResponse {
        public Response {
            propertyIds = List.copyOf(propertyIds);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.list(in.u16(), 2, ByteReader::u16));
        }

        @Override
        public RopId id() {
            return RopId.GET_PROPERTY_IDS_FROM_NAMES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(propertyIds.size());
            propertyIds.forEach(out::u16);
        }
    }
}
