package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// A recipient in the answer to RopReadRecipients ([MS-OXCROPS] 2.2.6.6.2.1).
public record ReadRecipientRow(int rowId, int recipientType, int codePageId, RecipientRow recipient) {
    /// The bytes of the least row: fixed fields, and flags and count of the recipient's own.
    static final int SIZE_MIN = 16;

    static ReadRecipientRow read(ByteReader in, List<PropertyTag> columns) {
        int rowId = in.i32();
        int type = in.u8();
        int codePage = in.u16();
        in.skip(2);
        return new ReadRecipientRow(rowId, type, codePage, RecipientRow.read(in.window(in.u16()), columns));
    }

    void write(ByteWriter out, List<PropertyTag> columns) {
        out.i32(rowId).u8(recipientType).u16(codePageId).u16(0);
        int at = out.size();
        recipient.write(out.u16(0), columns);
        out.patchU16(at, Fields.sizeSince(out, at));
    }
}
