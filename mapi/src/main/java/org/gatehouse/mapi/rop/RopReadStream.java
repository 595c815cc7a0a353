package org.gatehouse.mapi.rop;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopReadStream, RopId 0x2c: reads from the stream's position on.
///
/// Layout [MS-OXCROPS] 2.2.9.2; meaning [MS-OXCPRPT] 2.2.15.
/// The response has DataSize and Data whatever the return value is.
public final class RopReadStream {
    /// The value of ByteCount that makes MaximumByteCount follow.
    public static final int USE_MAXIMUM = 0xbabe;

    private static final int MAXIMUM_MAX = 0x8000_0000;

    private RopReadStream() {}

    public record Request(int logonId, int inputHandleIndex, int byteCount,
            int maximumByteCount) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int byteCount = in.u16();
            int maximumByteCount = byteCount == USE_MAXIMUM ? in.i32() : 0;
            // The whole call fails ([MS-OXCROPS] 2.2.9.2.1).
            require(Integer.compareUnsigned(maximumByteCount, MAXIMUM_MAX) <= 0, "MaximumByteCount");
            return new Request(logonId, inputHandleIndex, byteCount, maximumByteCount);
        }

        @Override
        public RopId id() {
            return RopId.READ_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u16(byteCount);
            if (byteCount == USE_MAXIMUM) {
                out.i32(maximumByteCount);
            }
        }

        /// How many bytes the client wants, 0 to 2^32-1; the answer is limited by the room in its buffer as well.
        public long wanted() {
            return byteCount == USE_MAXIMUM ? maximumByteCount & 0xffff_ffffL : byteCount;
        }

        @Override
        public RopResponse failure(int error) {
            return new Response(inputHandleIndex, error, Bytes.EMPTY);
        }
    }

    public record Response(int handleIndex, int returnValue, Bytes data) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            Bytes data = in.blob(in.u16());
            return new Response(head.handleIndex(), head.returnValue(), data);
        }

        @Override
        public RopId id() {
            return RopId.READ_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            Fields.writeBlob(data, out);
        }

        /// Bytes of the response besides its data.
        public static final int SIZE_WITHOUT_DATA = 8;
    }
}
