package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopCopyTo, RopId 0x39: copies or moves all but the excluded properties.
///
/// Layout [MS-OXCROPS] 2.2.8.12; meaning [MS-OXCPRPT] 2.2.11.
public final class RopCopyTo {
    private RopCopyTo() {}

    public record Request(int logonId, int sourceHandleIndex, int destHandleIndex, boolean wantAsynchronous,
            boolean wantSubObjects, int copyFlags, List<PropertyTag> excludedTags) implements RopRequest {
        public Request {
            excludedTags = List.copyOf(excludedTags);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8() != 0, in.u8() != 0, in.u8(),
                    PropertyTag.readCounted(in));
        }

        @Override
        public RopId id() {
            return RopId.COPY_TO;
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
            out.u8(wantSubObjects ? 1 : 0);
            out.u8(copyFlags);
            PropertyTag.writeCounted(excludedTags, out);
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
                return RopResponse.NullDestination.read(RopId.COPY_TO, in, head, 0);
            }
            if (head.returnValue() != ErrorCode.SUCCESS) {
                return new RopResponse.Failure(RopId.COPY_TO, head.handleIndex(), head.returnValue());
            }
            return new Response(head.handleIndex(), in.list(in.u16(), PropertyProblem.SIZE, PropertyProblem::read));
        }

        @Override
        public RopId id() {
            return RopId.COPY_TO;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(problems.size());
            problems.forEach(problem -> problem.write(out));
        }
    }
}
