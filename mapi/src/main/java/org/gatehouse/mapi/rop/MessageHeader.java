package org.gatehouse.mapi.rop;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.TypedString;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// What opening a message tells at once ([MS-OXCROPS] 2.2.6.1.2, 2.2.6.7.2, 2.2.6.16.2).
///
/// @param recipientCount recipients of the message; `recipients` may hold fewer, as the buffer and a byte allow
public record MessageHeader(boolean hasNamedProperties, TypedString subjectPrefix, TypedString normalizedSubject,
        int recipientCount, List<PropertyTag> recipientColumns, List<OpenRecipientRow> recipients) {
    /// The row count has one byte.
    public static final int RECIPIENTS_MAX = 255;

    public MessageHeader {
        recipientColumns = List.copyOf(recipientColumns);
        recipients = List.copyOf(recipients);
        if (recipients.size() > RECIPIENTS_MAX) {
            throw new IllegalArgumentException(recipients.size() + " recipients in a response");
        }
    }

    static MessageHeader read(ByteReader in) {
        boolean named = in.u8() != 0;
        TypedString prefix = TypedString.read(in);
        TypedString subject = TypedString.read(in);
        int count = in.u16();
        List<PropertyTag> columns = PropertyTag.readCounted(in);
        var rows = new ArrayList<OpenRecipientRow>();
        for (int left = in.u8(); left > 0; left--) {
            rows.add(OpenRecipientRow.read(in, columns));
        }
        return new MessageHeader(named, prefix, subject, count, columns, rows);
    }

    void write(ByteWriter out) {
        out.u8(hasNamedProperties ? 1 : 0);
        subjectPrefix.write(out);
        normalizedSubject.write(out);
        out.u16(recipientCount);
        PropertyTag.writeCounted(recipientColumns, out);
        out.u8(recipients.size());
        recipients.forEach(row -> row.write(out, recipientColumns));
    }
}
