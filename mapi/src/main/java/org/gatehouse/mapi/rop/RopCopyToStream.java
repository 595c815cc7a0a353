package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopCopyToStream, RopId 0x3a: copies bytes from one stream to another.
///
/// Layout [MS-OXCROPS] 2.2.9.9; meaning [MS-OXCPRPT] 2.2.22.
public final class RopCopyToStream {
    private RopCopyToStream() {}

    public record Request(int logonId, int sourceHandleIndex, int destHandleIndex,
            long byteCount) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), in.i64());
        }

        @Override
        public RopId id() {
            return RopId.COPY_TO_STREAM;
        }

        @Override
        public int inputHandleIndex() {
            return sourceHandleIndex;
        }

        @Override
        public int responseHandleIndex() {
            return sourceHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(sourceHandleIndex).u8(destHandleIndex);
            out.i64(byteCount);
        }

        @Override
        public RopResponse failure(int error) {
            if (error == ErrorCode.DESTINATION_NULL_OBJECT) {
                return RopResponse.NullDestination.of(id(), sourceHandleIndex, destHandleIndex, 16);
            }
            return new Response(sourceHandleIndex, error, 0, 0);
        }
    }

    /// The fields are there whatever the return value is.
    public record Response(int handleIndex, int returnValue, long readByteCount,
            long writtenByteCount) implements RopResponse {
        static RopResponse decode(ByteReader in, ResponseHead head) {
            if (head.returnValue() == ErrorCode.DESTINATION_NULL_OBJECT) {
                return RopResponse.NullDestination.read(RopId.COPY_TO_STREAM, in, head, 16);
            }
            return new Response(head.handleIndex(), head.returnValue(), in.i64(), in.i64());
        }

        @Override
        public RopId id() {
            return RopId.COPY_TO_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i64(readByteCount);
            out.i64(writtenByteCount);
        }
    }
}
