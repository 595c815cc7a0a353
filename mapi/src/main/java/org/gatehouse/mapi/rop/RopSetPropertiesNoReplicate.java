package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetPropertiesNoReplicate, RopId 0x79: sets properties of a folder without replicating the change.
///
/// Layout [MS-OXCROPS] 2.2.8.7; meaning [MS-OXCPRPT] 2.2.6.
public final class RopSetPropertiesNoReplicate {
    private RopSetPropertiesNoReplicate() {}

    public record Request(int logonId, int inputHandleIndex, List<PropertyValue> values) implements RopRequest {
        public Request {
            values = List.copyOf(values);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.sizedValues(in));
        }

        @Override
        public RopId id() {
            return RopId.SET_PROPERTIES_NO_REPLICATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeSizedValues(values, out);
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
            return RopId.SET_PROPERTIES_NO_REPLICATE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(problems.size());
            problems.forEach(problem -> problem.write(out));
        }
    }
}
