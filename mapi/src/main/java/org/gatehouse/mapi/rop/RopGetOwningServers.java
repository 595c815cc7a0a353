package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetOwningServers, RopId 0x42: asks which servers hold a public folder.
///
/// Layout [MS-OXCROPS] 2.2.3.6; meaning [MS-OXCSTOR] 2.2.1.6.
public final class RopGetOwningServers {
    private RopGetOwningServers() {}

    public record Request(int logonId, int inputHandleIndex, ObjectId folderId) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), Fields.objectId(in));
        }

        @Override
        public RopId id() {
            return RopId.GET_OWNING_SERVERS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i64(folderId.wire());
        }
    }

    public record Response(int handleIndex, ReplicaServers servers) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), ReplicaServers.readPresent(in));
        }

        @Override
        public RopId id() {
            return RopId.GET_OWNING_SERVERS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            servers.writePresent(out);
        }
    }
}
