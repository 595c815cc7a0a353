package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopDeleteMessages, RopId 0x1e: soft deletes messages of a folder.
///
/// Layout [MS-OXCROPS] 2.2.4.11; meaning [MS-OXCFOLD] 2.2.1.11.
public final class RopDeleteMessages {
    private RopDeleteMessages() {}

    public record Request(int logonId, int inputHandleIndex, boolean wantAsynchronous, boolean notifyNonRead,
            List<ObjectId> messageIds) implements RopRequest {
        public Request {
            messageIds = List.copyOf(messageIds);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8() != 0, in.u8() != 0, Fields.objectIds(in));
        }

        @Override
        public RopId id() {
            return RopId.DELETE_MESSAGES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(wantAsynchronous ? 1 : 0);
            out.u8(notifyNonRead ? 1 : 0);
            Fields.writeObjectIds(messageIds, out);
        }

        @Override
        public RopResponse failure(int error) {
            return new Response(inputHandleIndex, error, false);
        }
    }

    /// The fields are there whatever the return value is.
    public record Response(int handleIndex, int returnValue, boolean partialCompletion) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), head.returnValue(), in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.DELETE_MESSAGES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(partialCompletion ? 1 : 0);
        }
    }
}
