package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetReadFlags, RopId 0x66: marks messages of a folder read or unread.
///
/// Layout [MS-OXCROPS] 2.2.6.10; meaning [MS-OXCMSG] 2.2.3.10.
public final class RopSetReadFlags {
    private RopSetReadFlags() {}

    public record Request(int logonId, int inputHandleIndex, boolean wantAsynchronous, int readFlags,
            List<ObjectId> messageIds) implements RopRequest {
        public Request {
            messageIds = List.copyOf(messageIds);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8() != 0, in.u8(), Fields.objectIds(in));
        }

        @Override
        public RopId id() {
            return RopId.SET_READ_FLAGS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(wantAsynchronous ? 1 : 0);
            out.u8(readFlags);
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
            return RopId.SET_READ_FLAGS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(partialCompletion ? 1 : 0);
        }
    }
}
