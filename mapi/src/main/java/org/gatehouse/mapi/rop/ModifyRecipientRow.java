package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// One change to the recipients of a message ([MS-OXCROPS] 2.2.6.5.1.1).
///
/// @param recipient none deletes the row
public record ModifyRecipientRow(int rowId, int recipientType, @Nullable RecipientRow recipient) {
    static final int SIZE_MIN = 7;

    static ModifyRecipientRow read(ByteReader in, List<PropertyTag> columns) {
        int rowId = in.i32();
        int type = in.u8();
        int size = in.u16();
        return new ModifyRecipientRow(rowId, type, size == 0 ? null : RecipientRow.read(in.window(size), columns));
    }

    void write(ByteWriter out, List<PropertyTag> columns) {
        out.i32(rowId).u8(recipientType);
        int at = out.size();
        out.u16(0);
        if (recipient != null) {
            recipient.write(out, columns);
            out.patchU16(at, Fields.sizeSince(out, at));
        }
    }
}
