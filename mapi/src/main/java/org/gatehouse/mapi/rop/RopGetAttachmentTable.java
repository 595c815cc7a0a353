package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetAttachmentTable, RopId 0x21: opens the table of attachments.
///
/// Layout [MS-OXCROPS] 2.2.6.17; meaning [MS-OXCMSG] 2.2.3.17.
public final class RopGetAttachmentTable {
    private RopGetAttachmentTable() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex,
            int tableFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_ATTACHMENT_TABLE;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.u8(tableFlags);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.GET_ATTACHMENT_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
