package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopBackoff, RopId 0xf9: asks the client to wait before it sends more for a logon.
///
/// Layout and meaning [MS-OXCROPS] 2.2.15.2.
public final class RopBackoff {
    private RopBackoff() {}

    /// How long to wait with one kind of ROP; the id is kept as it came.
    public record Rop(int ropId, int durationMillis) {
        static final int SIZE = 5;
    }

    /// @param durationMillis how long to wait with every ROP of the logon
    public record Response(int logonId, int durationMillis, List<Rop> rops, Bytes additionalData)
            implements RopResponse {
        public Response {
            rops = List.copyOf(rops);
        }

        static Response decode(ByteReader in) {
            return new Response(in.u8(), in.i32(), in.list(in.u8(), Rop.SIZE, each -> new Rop(each.u8(), each.i32())),
                    in.blob(in.u16()));
        }

        @Override
        public RopId id() {
            return RopId.BACKOFF;
        }

        @Override
        public int handleIndex() {
            throw new UnsupportedOperationException("RopBackoff names no handle");
        }

        @Override
        public void encode(ByteWriter out) {
            encodeBody(out.u8(id().code()));
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(logonId).i32(durationMillis).u8(rops.size());
            rops.forEach(rop -> out.u8(rop.ropId).i32(rop.durationMillis));
            Fields.writeBlob(additionalData, out);
        }
    }
}
