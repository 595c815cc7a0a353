package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopDeleteProperties, RopId 0x0b: deletes properties.
///
/// Layout [MS-OXCROPS] 2.2.8.8; meaning [MS-OXCPRPT] 2.2.7.
public final class RopDeleteProperties {
    private RopDeleteProperties() {}

    public record Request(int logonId, int inputHandleIndex, List<PropertyTag> tags) implements RopRequest {
        public Request {
            tags = List.copyOf(tags);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), PropertyTag.readCounted(in));
        }

        @Override
        public RopId id() {
            return RopId.DELETE_PROPERTIES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            PropertyTag.writeCounted(tags, out);
        }
    }

    public record Response(int handleIndex, List<PropertyProblem> problems) implements RopResponse {
        public Response {
            problems = List.copyOf(problems);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.list(in.u16(), PropertyProblem.SIZE, PropertyProblem::read));
        }

        @Override
        public RopId id() {
            return RopId.DELETE_PROPERTIES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(problems.size());
            problems.forEach(problem -> problem.write(out));
        }
    }
}
