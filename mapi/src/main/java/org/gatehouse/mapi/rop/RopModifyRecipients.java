package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopModifyRecipients, RopId 0x0e: adds, changes or deletes recipients.
///
/// Layout [MS-OXCROPS] 2.2.6.5; meaning [MS-OXCMSG] 2.2.3.5.
public final class RopModifyRecipients {
    private RopModifyRecipients() {}

    public record Request(int logonId, int inputHandleIndex, List<PropertyTag> columns,
            List<ModifyRecipientRow> rows) implements RopRequest {
        public Request {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            List<PropertyTag> columns = PropertyTag.readCounted(in);
            List<ModifyRecipientRow> rows = in.list(in.u16(), ModifyRecipientRow.SIZE_MIN,
                   each -> ModifyRecipientRow.read(each, columns));
            return new Request(logonId, inputHandleIndex, columns, rows);
        }

        @Override
        public RopId id() {
            return RopId.MODIFY_RECIPIENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            PropertyTag.writeCounted(columns, out);
            out.u16(rows.size());
            rows.forEach(row -> row.write(out, columns));
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.MODIFY_RECIPIENTS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
