package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// A message as a search's restriction sees it.
record MessageValues(Sql sql, Mailbox mailbox, MessageRow row, MessageView view) implements RowValues {
    static MessageValues of(Sql sql, Mailbox mailbox, MessageRow row) {
        return new MessageValues(sql, mailbox, row, row.view(mailbox, BagCodec.decode(row.props())));
    }

    @Override
    public Optional<Value> value(PropertyTag tag) throws SQLException {
        return MessageRow.value(sql, view, tag);
    }

    @Override
    public List<RowValues> parts(PropertyTag subObject) throws SQLException {
        var parts = new ArrayList<RowValues>();
        if (subObject.id() == Tags.MESSAGE_RECIPIENTS.id()) {
            BagCodec.decodeRecipients(row.recipients()).forEach(each -> parts.add(new OfRecipient(each)));
        } else if (subObject.id() == Tags.MESSAGE_ATTACHMENTS.id()) {
            row.parts(sql, mailbox.mb).attachments.forEach((number, attachment) ->
                    parts.add(AttachmentTable.values(mailbox, number, attachment)));
        }
        return parts;
    }

    private record OfRecipient(MessageDraft.Recipient recipient) implements RowValues {
        @Override
        public Optional<Value> value(PropertyTag tag) {
            return tag.id() == Tags.RECIPIENT_TYPE.id() ? Optional.of(new Value.Int32(recipient.type()))
                    : recipient.property(tag);
        }

        @Override
        public List<RowValues> parts(PropertyTag subObject) {
            return List.of();
        }
    }
}
