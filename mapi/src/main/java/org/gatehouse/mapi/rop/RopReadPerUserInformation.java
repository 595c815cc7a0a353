package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopReadPerUserInformation, RopId 0x63: reads a user's read states of a public folder.
///
/// Layout [MS-OXCROPS] 2.2.3.12; meaning [MS-OXCSTOR] 2.2.1.12.
public final class RopReadPerUserInformation {
    private RopReadPerUserInformation() {}

    public record Request(int logonId, int inputHandleIndex, LongTermId folderId, int reserved, int dataOffset,
            int maxDataSize) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), LongTermId.read(in), in.u8(), in.i32(), in.u16());
        }

        @Override
        public RopId id() {
            return RopId.READ_PER_USER_INFORMATION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            folderId.write(out);
            out.u8(reserved);
            out.i32(dataOffset);
            out.u16(maxDataSize);
        }
    }

    public record Response(int handleIndex, boolean hasFinished, Bytes data) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8() != 0, in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.READ_PER_USER_INFORMATION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(hasFinished ? 1 : 0);
            Fields.writeBlob(data, out);
        }
    }
}
