package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopReadRecipients, RopId 0x0f: reads recipients from a row id on.
///
/// Layout [MS-OXCROPS] 2.2.6.6; meaning [MS-OXCMSG] 2.2.3.6.
/// The columns are those that opening the message told; the wire does not repeat them.
public final class RopReadRecipients {
    private RopReadRecipients() {}

    public record Request(int logonId, int inputHandleIndex, int rowId, int reserved) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int rowId = in.i32();
            int reserved = in.u16();
            return new Request(logonId, inputHandleIndex, rowId, reserved);
        }

        @Override
        public RopId id() {
            return RopId.READ_RECIPIENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.i32(rowId).u16(reserved);
        }
    }

    public record Response(int handleIndex, List<PropertyTag> columns,
            List<ReadRecipientRow> rows) implements RopResponse {
        public Response {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            List<PropertyTag> columns = head.columns();
            List<ReadRecipientRow> rows = in.list(in.u8(), ReadRecipientRow.SIZE_MIN - 2,
                   each -> ReadRecipientRow.read(each, columns));
            return new Response(head.handleIndex(), columns, rows);
        }

        @Override
        public RopId id() {
            return RopId.READ_RECIPIENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(rows.size());
            rows.forEach(row -> row.write(out, columns));
        }
    }
}
