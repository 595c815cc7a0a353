package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopWriteStream, RopId 0x2d: writes at the stream's position.
///
/// Layout [MS-OXCROPS] 2.2.9.3; meaning [MS-OXCPRPT] 2.2.16.
public final class RopWriteStream {
    private RopWriteStream() {}

    public record Request(int logonId, int inputHandleIndex, Bytes data) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.WRITE_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeBlob(data, out);
        }

        @Override
        public RopResponse failure(int error) {
            return new Response(inputHandleIndex, error, 0);
        }
    }

    /// The fields are there whatever the return value is.
    public record Response(int handleIndex, int returnValue, int writtenSize) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), head.returnValue(), in.u16());
        }

        @Override
        public RopId id() {
            return RopId.WRITE_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u16(writtenSize);
        }
    }
}
