package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopOpenStream, RopId 0x2b: opens a property as a stream.
///
/// Layout [MS-OXCROPS] 2.2.9.1; meaning [MS-OXCPRPT] 2.2.14.
public final class RopOpenStream {
    private RopOpenStream() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, PropertyTag propertyTag,
            int openModeFlags) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), PropertyTag.read(in), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.OPEN_STREAM;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.i32(propertyTag.code());
            out.u8(openModeFlags);
        }
    }

    public record Response(int handleIndex, int streamSize) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.i32());
        }

        @Override
        public RopId id() {
            return RopId.OPEN_STREAM;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(streamSize);
        }
    }
}
