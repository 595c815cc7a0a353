package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopSetColumns, RopId 0x12: chooses a table's columns.
///
/// Layout [MS-OXCROPS] 2.2.5.1; meaning [MS-OXCTABL] 2.2.2.2.
public final class RopSetColumns {
    private RopSetColumns() {}

    public record Request(int logonId, int inputHandleIndex, int setColumnsFlags,
            List<PropertyTag> columns) implements RopRequest {
        public Request {
            columns = List.copyOf(columns);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(), PropertyTag.readCounted(in));
        }

        @Override
        public RopId id() {
            return RopId.SET_COLUMNS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(setColumnsFlags);
            PropertyTag.writeCounted(columns, out);
        }
    }

    public record Response(int handleIndex, int tableStatus) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), in.u8());
        }

        @Override
        public RopId id() {
            return RopId.SET_COLUMNS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(tableStatus);
        }
    }
}
