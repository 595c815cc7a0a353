package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSpoolerLockMessage, RopId 0x48: locks a message for the spooler.
///
/// Layout [MS-OXCROPS] 2.2.7.5; meaning [MS-OXOMSG] 2.2.3.5.
public final class RopSpoolerLockMessage {
    private RopSpoolerLockMessage() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId messageId, int lockState) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.SPOOLER_LOCK_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(messageId.wire());
            out.u8(lockState);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SPOOLER_LOCK_MESSAGE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
