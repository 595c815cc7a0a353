package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopGetReceiveFolderTable, RopId 0x68: lists where messages of each class are delivered.
///
/// Layout [MS-OXCROPS] 2.2.3.4; meaning [MS-OXCSTOR] 2.2.1.4.
public final class RopGetReceiveFolderTable {
    /// The columns that every row has; the class is 8-bit text.
    public static final List<PropertyTag> COLUMNS = List.of(
            Tags.FOLDER_ID, Tags.MESSAGE_CLASS.withType(PropertyType.STRING8), Tags.LAST_MODIFICATION_TIME);

    private RopGetReceiveFolderTable() {}

    public record Request(int logonId, int inputHandleIndex) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            return new Request(logonId, inputHandleIndex);
        }

        @Override
        public RopId id() {
            return RopId.GET_RECEIVE_FOLDER_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
        }
    }

    public record Response(int handleIndex, List<PropertyRow> rows) implements RopResponse {
        public Response {
            rows = List.copyOf(rows);
        }

        static Response decode(ByteReader in, ResponseHead head) {
            List<PropertyRow> rows = in.list(in.count32(1), 1, each -> PropertyRow.read(each, COLUMNS));
            return new Response(head.handleIndex(), rows);
        }

        @Override
        public RopId id() {
            return RopId.GET_RECEIVE_FOLDER_TABLE;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(rows.size());
            rows.forEach(row -> row.write(out, COLUMNS));
        }
    }
}
