package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSaveChangesAttachment, RopId 0x25: saves an attachment into its message.
///
/// Layout [MS-OXCROPS] 2.2.6.15; meaning [MS-OXCMSG] 2.2.3.15.
public final class RopSaveChangesAttachment {
    private RopSaveChangesAttachment() {}

    public record Request(int logonId, int responseHandleIndex, int inputHandleIndex,
            int saveFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.SAVE_CHANGES_ATTACHMENT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(responseHandleIndex).u8(inputHandleIndex);
            out.u8(saveFlags);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SAVE_CHANGES_ATTACHMENT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
