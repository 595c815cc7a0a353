package org.gatehouse.mapi.rop;

import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopQueryNamedProperties, RopId 0x5f: lists the named properties of an object.
///
/// Layout [MS-OXCROPS] 2.2.8.10; meaning [MS-OXCPRPT] 2.2.9.
public final class RopQueryNamedProperties {
    private RopQueryNamedProperties() {}

    public record Request(int logonId, int inputHandleIndex, int queryFlags,
            @Nullable UUID propertyGuid) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int queryFlags = in.u8();
            UUID propertyGuid = in.u8() != 0 ? in.guid() : null;
            return new Request(logonId, inputHandleIndex, queryFlags, propertyGuid);
        }

        @Override
        public RopId id() {
            return RopId.QUERY_NAMED_PROPERTIES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(queryFlags).u8(propertyGuid == null ? 0 : 1);
            if (propertyGuid != null) {
                out.guid(propertyGuid);
            }
        }
    }

    public record Response(int handleIndex, List<Integer> propertyIds,
            List<PropertyName> names) implements RopResponse {
        public Response {
            propertyIds = List.copyOf(propertyIds);
            names = List.copyOf(names);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            int count = in.u16();
            List<Integer> propertyIds = in.list(count, 2, ByteReader::u16);
            List<PropertyName> names = in.list(count, PropertyName.SIZE_MIN, PropertyName::read);
            return new Response(head.handleIndex(), propertyIds, names);
        }

        @Override
        public RopId id() {
            return RopId.QUERY_NAMED_PROPERTIES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            if (propertyIds.size() != names.size()) {
                throw new IllegalArgumentException(propertyIds.size() + " ids for " + names.size() + " names");
            }
            out.u16(propertyIds.size());
            propertyIds.forEach(out::u16);
            names.forEach(name -> name.write(out));
        }
    }
}
