package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopMoveCopyMessages, RopId 0x33: moves or copies messages to another folder.
///
/// Layout [MS-OXCROPS] 2.2.4.6; meaning [MS-OXCFOLD] 2.2.1.6.
public final class RopMoveCopyMessages {
    private RopMoveCopyMessages() {}

    public record Request(int logonId, int sourceHandleIndex, int destHandleIndex, List<ObjectId> messageIds,
            boolean wantAsynchronous, boolean wantCopy) implements RopRequest {
        public Request {
            messageIds = List.copyOf(messageIds);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), Fields.objectIds(in), in.u8() != 0, in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.MOVE_COPY_MESSAGES;
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
            Fields.writeObjectIds(messageIds, out);
            out.u8(wantAsynchronous ? 1 : 0);
            out.u8(wantCopy ? 1 : 0);
        }

        @Override
        public RopResponse failure(int error) {
            if (error == ErrorCode.DESTINATION_NULL_OBJECT) {
                return RopResponse.NullDestination.of(id(), sourceHandleIndex, destHandleIndex, 1);
            }
            return new Response(sourceHandleIndex, error, false);
        }
    }

    /// The fields are there whatever the return value is.
    public record Response(int handleIndex, int returnValue, boolean partialCompletion) implements RopResponse {
        static RopResponse decode(ByteReader in, ResponseHead head) {
            if (head.returnValue() == ErrorCode.DESTINATION_NULL_OBJECT) {
                return RopResponse.NullDestination.read(RopId.MOVE_COPY_MESSAGES, in, head, 1);
            }
            return new Response(head.handleIndex(), head.returnValue(), in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.MOVE_COPY_MESSAGES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(partialCompletion ? 1 : 0);
        }
    }
}
