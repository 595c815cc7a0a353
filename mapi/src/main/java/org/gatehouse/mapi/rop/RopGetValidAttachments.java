package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetValidAttachments, RopId 0x52: lists the numbers of a message's attachments.
///
/// Layout [MS-OXCROPS] 2.2.6.18 (revisions before 2010); meaning [MS-OXCMSG] 2.2.3.18 there.
public final class RopGetValidAttachments {
    private RopGetValidAttachments() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.GET_VALID_ATTACHMENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, List<Integer> attachmentIds) implements RopResponse {
        public Response {
            attachmentIds = List.copyOf(attachmentIds);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.list(in.u16(), 4, ByteReader::i32));
        }

        @Override
        public RopId id() {
            return RopId.GET_VALID_ATTACHMENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(attachmentIds.size());
            attachmentIds.forEach(out::i32);
        }
    }
}
