package org.gatehouse.mapi.rop;

import java.util.UUID;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetLocalReplicaIds, RopId 0x7f: reserves a range of ids for the client.
///
/// Layout [MS-OXCROPS] 2.2.13.13; meaning [MS-OXCFXICS] 2.2.3.2.4.7.
public final class RopGetLocalReplicaIds {
    private RopGetLocalReplicaIds() {}

    public record Request(int logonId, int inputHandleIndex, int idCount) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int idCount = in.i32();
            return new Request(logonId, inputHandleIndex, idCount);
        }

        @Override
        public RopId id() {
            return RopId.GET_LOCAL_REPLICA_IDS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i32(idCount);
        }
    }

    public record Response(int handleIndex, UUID replGuid, long globalCount) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            UUID replGuid = in.guid();
            long globalCount = LongTermId.readCounter(in);
            return new Response(head.handleIndex(), replGuid, globalCount);
        }

        @Override
        public RopId id() {
            return RopId.GET_LOCAL_REPLICA_IDS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            LongTermId.writeCounter(out.guid(replGuid), globalCount);
        }
    }
}
