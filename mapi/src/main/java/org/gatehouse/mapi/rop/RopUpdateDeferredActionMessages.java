package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopUpdateDeferredActionMessages, RopId 0x57: tells which message a client-side rule has moved.
///
/// Layout [MS-OXCROPS] 2.2.11.3; meaning [MS-OXORULE] 2.2.3.
public final class RopUpdateDeferredActionMessages {
    private RopUpdateDeferredActionMessages() {}

    public record Request(int logonId, int inputHandleIndex, Bytes serverEntryId,
            Bytes clientEntryId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.blob(in.u16()), in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.UPDATE_DEFERRED_ACTION_MESSAGES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeBlob(serverEntryId, out);
            Fields.writeBlob(clientEntryId, out);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.UPDATE_DEFERRED_ACTION_MESSAGES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
