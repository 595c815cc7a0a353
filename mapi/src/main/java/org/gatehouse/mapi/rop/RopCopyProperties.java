package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopCopyProperties, RopId 0x67: copies or moves chosen properties.
///
/// Layout [MS-OXCROPS] 2.2.8.11; meaning [MS-OXCPRPT] 2.2.10.
public final class RopCopyProperties {
    private RopCopyProperties() {}

    public record Request(int logonId, int sourceHandleIndex, int destHandleIndex, boolean wantAsynchronous,
            int copyFlags, List<PropertyTag> tags) implements RopRequest {
        public Request {
            tags = List.copyOf(tags);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8() != 0, in.u8(), PropertyTag.readCounted(in));
        }

        @Override
        public RopId id() {
            return RopId.COPY_PROPERTIES;
        }

        @Override
        public int inputHandleIndex() {
            return sourceHandleIndex;
        }

        @Override
        public int responseHandleIndex() {
            return sourceHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(sourceHandleIndex).u8(destHandleIndex);
            out.u8(wantAsynchronous ? 1 : 0);
            out.u8(copyFlags);
            PropertyTag.writeCounted(tags, out);
        }

        @Override
        public RopResponse failure(int error) {
            return error == ErrorCode.DESTINATION_NULL_OBJECT
                    ? RopResponse.NullDestination.of(id(), sourceHandleIndex, destHandleIndex, 0)
                    : RopRequest.super.failure(error);
        }
    }

    public record Response(int handleIndex, List<PropertyProblem> problems) implements RopResponse {
        public Response {
            problems = List.copyOf(problems);
        }

        static RopResponse decode(ByteReader in, ResponseHead head) {
            if (head.returnValue() == ErrorCode.DESTINATION_NULL_OBJECT) {
                return RopResponse.NullDestination.read(RopId.COPY_PROPERTIES, in, head, 0);
            }
            if (head.returnValue() != ErrorCode.SUCCESS) {
                return new RopResponse.Failure(RopId.COPY_PROPERTIES, head.handleIndex(), head.returnValue());
            }
            return new Response(head.handleIndex(), in.list(in.u16(), PropertyProblem.SIZE, PropertyProblem::read));
        }

        @Override
        public RopId id() {
            return RopId.COPY_PROPERTIES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(problems.size());
            problems.forEach(problem -> problem.write(out));
        }
    }
}
