package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Read and non-read receipts of messages that arrived ([MS-OXOMSG] 2.2.2, 3.3.4.2): made by the same write that reads
/// or deletes the message, so there is exactly one, and left in the outgoing queue for transport to send.
final class ReadReceipts {
    /// Of the message, as the receipt carries it.
    private static final Map<PropertyTag, PropertyTag> CARRIED = Map.ofEntries(
            Map.entry(Tags.SUBJECT, Tags.ORIGINAL_SUBJECT),
            Map.entry(Tags.CLIENT_SUBMIT_TIME, Tags.ORIGINAL_SUBMIT_TIME),
            Map.entry(Tags.MESSAGE_DELIVERY_TIME, Tags.ORIGINAL_DELIVERY_TIME),
            Map.entry(Tags.DISPLAY_TO, Tags.ORIGINAL_DISPLAY_TO), Map.entry(Tags.DISPLAY_CC, Tags.ORIGINAL_DISPLAY_CC),
            Map.entry(Tags.SENSITIVITY, Tags.ORIGINAL_SENSITIVITY),
            Map.entry(Tags.SENDER_NAME, Tags.ORIGINAL_SENDER_NAME),
            Map.entry(Tags.SENDER_ENTRY_ID, Tags.ORIGINAL_SENDER_ENTRY_ID),
            Map.entry(Tags.SENDER_SEARCH_KEY, Tags.ORIGINAL_SENDER_SEARCH_KEY),
            Map.entry(Tags.SENT_REPRESENTING_NAME, Tags.ORIGINAL_SENT_REPRESENTING_NAME),
            Map.entry(Tags.SENT_REPRESENTING_ENTRY_ID, Tags.ORIGINAL_SENT_REPRESENTING_ENTRY_ID),
            Map.entry(Tags.SENT_REPRESENTING_SEARCH_KEY, Tags.ORIGINAL_SENT_REPRESENTING_SEARCH_KEY),
            Map.entry(Tags.SEARCH_KEY, Tags.PARENT_KEY), Map.entry(Tags.REPORT_TAG, Tags.REPORT_TAG),
            Map.entry(Tags.INTERNET_MESSAGE_ID, Tags.ORIGINAL_MESSAGE_ID),
            Map.entry(Tags.CONVERSATION_INDEX, Tags.CONVERSATION_INDEX),
            Map.entry(Tags.CONVERSATION_TOPIC, Tags.CONVERSATION_TOPIC));

    /// Bits of PidTagAutoResponseSuppress, all of which are set in -1 ([MS-OXOMSG] 2.2.1.77).
    private static final int NO_READ = 0x4;
    private static final int NO_NON_READ = 0x8;

    private final Mailbox mailbox;
    private final Sql sql;

    ReadReceipts(Mailbox mailbox, Sql sql) {
        this.mailbox = mailbox;
        this.sql = sql;
    }

    /// The flags of a message after a change of its read state; a receipt that this asks for is queued.
    int read(MessageWriter writer, MessageRow row, ReadFlags wanted) throws SQLException {
        int flags = wanted.apply(row.flags());
        if ((row.flags() & MessageView.NOTIFY_READ) == 0 || !wanted.wantsReceipt()
                || !queue(writer, row, ".IPNRN", "Read: ", NO_READ)) {
            return flags;
        }
        return flags & ~(MessageView.NOTIFY_READ | MessageView.NOTIFY_UNREAD);
    }

    /// A message is about to be deleted: its sender may want to know that nobody read it, by asking for that or for a
    /// read receipt (2.2.1.29).
    void deleted(MessageWriter writer, MessageRow row) throws SQLException {
        boolean unread = (row.flags() & MessageView.READ) == 0
                && (row.flags() & (MessageView.NOTIFY_UNREAD | MessageView.NOTIFY_READ)) != 0;
        if (unread && !row.isDeleted() && queue(writer, row, ".IPNNRN", "Not read: ", NO_NON_READ)) {
            sql.update("UPDATE message SET flags = flags & ? WHERE mb = ? AND mid = ?",
                    ~(MessageView.NOTIFY_READ | MessageView.NOTIFY_UNREAD), mailbox.mb, row.mid());
        }
    }

    /// False when the message did not come from somebody else, or its sender wants none after all.
    private boolean queue(MessageWriter writer, MessageRow row, String kind, String prefix, int unwanted)
            throws SQLException {
        PropertyBag bag = BagCodec.decode(row.props());
        if ((bag.int32(Tags.AUTO_RESPONSE_SUPPRESS, 0) & unwanted) != 0) {
            return false;
        }
        Optional<MessageDraft.Recipient> to = recipient(bag);
        if (mailbox.isPublic() || row.associated() || (row.flags() & MessageView.UNSENT) != 0 || to.isEmpty()
                || !bag.has(Tags.RECEIVED_BY_ENTRY_ID) || !bag.has(Tags.MESSAGE_DELIVERY_TIME)) {
            return false;
        }
        var parts = new MessageParts(MessageRules.fresh(mailbox));
        CARRIED.forEach((from, tag) -> bag.value(from).ifPresent(value -> parts.bag.put(tag, value)));
        String messageClass = bag.text(Tags.MESSAGE_CLASS);
        parts.bag.put(Tags.MESSAGE_CLASS, new Value.Text("REPORT." + messageClass + kind));
        parts.bag.put(Tags.ORIGINAL_MESSAGE_CLASS, new Value.Text(messageClass));
        parts.bag.put(Tags.SUBJECT_PREFIX, new Value.Text(prefix));
        parts.bag.put(Tags.NORMALIZED_SUBJECT, new Value.Text(bag.text(Tags.NORMALIZED_SUBJECT)));
        parts.bag.put(Tags.SUBJECT, new Value.Text(prefix + bag.text(Tags.NORMALIZED_SUBJECT)));
        var now = new Value.Time(mailbox.now());
        parts.bag.put(Tags.REPORT_TIME, now);
        parts.bag.put(Tags.RECEIPT_TIME, now);
        parts.bag.put(Tags.CLIENT_SUBMIT_TIME, now);
        parts.bag.put(Tags.DELETE_AFTER_SUBMIT, new Value.Bool(true));
        from(parts.bag);
        parts.recipients.put(0, to.get());
        int flags = MessageRules.beforeSave(parts, mailbox, Delivery.TRANSPORT, MessageView.READ);
        MessageDraft.Saved saved = writer.insert(MessageWriter.prepare(parts, mailbox, flags),
                mailbox.special(SpecialFolder.SPOOLER_QUEUE).counter(), false, StoreEvent.Kind.CREATED);
        Submissions.addOwn(sql, mailbox, saved.id().counter());
        return true;
    }

    /// The mailbox's owner.
    private void from(PropertyBag bag) {
        var entryId = new Value.Binary(AddressBookEntryId.ofUser(mailbox.key.legacyDn()).encode());
        var name = new Value.Text(mailbox.key.displayName());
        var address = new Value.Text(mailbox.key.legacyDn());
        bag.put(Tags.SENDER_NAME, name);
        bag.put(Tags.SENDER_ADDRESS_TYPE, new Value.Text("EX"));
        bag.put(Tags.SENDER_EMAIL_ADDRESS, address);
        bag.put(Tags.SENDER_ENTRY_ID, entryId);
        bag.put(Tags.SENT_REPRESENTING_NAME, name);
        bag.put(Tags.SENT_REPRESENTING_ADDRESS_TYPE, new Value.Text("EX"));
        bag.put(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, address);
        bag.put(Tags.SENT_REPRESENTING_ENTRY_ID, entryId);
    }

    /// Whom PidTagReadReceiptEntryId names, else who sent the message ([MS-OXOMSG] 2.2.2.26).
    private static Optional<MessageDraft.Recipient> recipient(PropertyBag bag) {
        if (bag.has(Tags.READ_RECEIPT_ENTRY_ID)) {
            return recipient(bag, Tags.READ_RECEIPT_NAME, Tags.READ_RECEIPT_ADDRESS_TYPE,
                    Tags.READ_RECEIPT_EMAIL_ADDRESS, Tags.READ_RECEIPT_ENTRY_ID);
        }
        return recipient(bag, Tags.SENT_REPRESENTING_NAME, Tags.SENT_REPRESENTING_ADDRESS_TYPE,
                Tags.SENT_REPRESENTING_EMAIL_ADDRESS, Tags.SENT_REPRESENTING_ENTRY_ID);
    }

    private static Optional<MessageDraft.Recipient> recipient(PropertyBag bag, PropertyTag name, PropertyTag type,
            PropertyTag address, PropertyTag entryId) {
        if (!bag.has(address) && !bag.has(entryId)) {
            return Optional.empty();
        }
        var properties = new java.util.ArrayList<PropertyValue>();
        Map.of(name, Tags.DISPLAY_NAME, type, Tags.ADDRESS_TYPE, address, Tags.EMAIL_ADDRESS, entryId, Tags.ENTRY_ID)
                .forEach((from, tag) -> bag.value(from).ifPresent(value ->
                        properties.add(new PropertyValue(tag, value))));
        return Optional.of(new MessageDraft.Recipient(0, 1, List.copyOf(properties)));
    }
}
