package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetLocalReplicaMidsetDeleted, RopId 0x93: tells which reserved ids will not be used.
///
/// Layout [MS-OXCROPS] 2.2.13.12; meaning [MS-OXCFXICS] 2.2.3.2.4.8.
public final class RopSetLocalReplicaMidsetDeleted {
    private RopSetLocalReplicaMidsetDeleted() {}

    public record Request(int logonId, int inputHandleIndex, List<LongTermIdRange> ranges) implements RopRequest {
        public Request {
            ranges = List.copyOf(ranges);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), LongTermIdRange.readSized(in));
        }

        @Override
        public RopId id() {
            return RopId.SET_LOCAL_REPLICA_MIDSET_DELETED;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            LongTermIdRange.writeSized(ranges, out);
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.SET_LOCAL_REPLICA_MIDSET_DELETED;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
