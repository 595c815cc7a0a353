package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// A recipient in the answer to opening a message ([MS-OXCROPS] 2.2.6.1.2.1).
///
/// @param recipientType 1 To, 2 Cc, 3 Bcc, with the flags of [MS-OXCMSG] 2.2.3.1.2
public record OpenRecipientRow(int recipientType, int codePageId, RecipientRow recipient) {
    static OpenRecipientRow read(ByteReader in, List<PropertyTag> columns) {
        int type = in.u8();
        int codePage = in.u16();
        in.skip(2);
        return new OpenRecipientRow(type, codePage, RecipientRow.read(in.window(in.u16()), columns));
    }

    void write(ByteWriter out, List<PropertyTag> columns) {
        out.u8(recipientType).u16(codePageId).u16(0);
        int at = out.size();
        recipient.write(out.u16(0), columns);
        out.patchU16(at, Fields.sizeSince(out, at));
    }
}
