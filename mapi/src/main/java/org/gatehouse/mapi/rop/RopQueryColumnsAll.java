package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopQueryColumnsAll, RopId 0x37: lists the columns that a table could have.
///
/// Layout [MS-OXCROPS] 2.2.5.12; meaning [MS-OXCTABL] 2.2.2.13.
public final class RopQueryColumnsAll {
    private RopQueryColumnsAll() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.QUERY_COLUMNS_ALL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, List<PropertyTag> columns) implements RopResponse {
        public Response {
            columns = List.copyOf(columns);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), PropertyTag.readCounted(in));
        }

        @Override
        public RopId id() {
            return RopId.QUERY_COLUMNS_ALL;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            PropertyTag.writeCounted(columns, out);
        }
    }
}
