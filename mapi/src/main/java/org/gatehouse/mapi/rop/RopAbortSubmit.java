package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopAbortSubmit, RopId 0x34: takes a submitted message back.
///
/// Layout [MS-OXCROPS] 2.2.7.2; meaning [MS-OXOMSG] 2.2.3.2.
public final class RopAbortSubmit {
    private RopAbortSubmit() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId folderId,
            ObjectId messageId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.ABORT_SUBMIT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(folderId.wire());
            out.i64(messageId.wire());
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.ABORT_SUBMIT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
