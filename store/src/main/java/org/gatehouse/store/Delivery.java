package org.gatehouse.store;

import java.nio.charset.StandardCharsets;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// Puts an arrived message into a mailbox.
final class Delivery {
    private static final Caller TRANSPORT = new Caller("transport", "", "", Caller.Rights.ADMINISTRATOR,
            StandardCharsets.US_ASCII);

    private Delivery() {}

    static MailboxDatabase.Delivered deliver(Mailbox mailbox, MessageContents contents) {
        MessageParts parts = DraftFiller.parts(mailbox, contents);
        PropertyBag bag = parts.bag;
        bag.put(Tags.MESSAGE_DELIVERY_TIME, new Value.Time(mailbox.now()));
        receivedBy(bag, mailbox.key);
        int flags = MessageRules.beforeSave(parts, mailbox, TRANSPORT, MessageView.UNMODIFIED);
        String messageClass = bag.text(Tags.MESSAGE_CLASS);
        var prepared = MessageWriter.prepare(parts, mailbox, flags);
        return mailbox.engine.write(sql -> {
            long fid = ReceiveFolders.of(sql, mailbox, messageClass).folder().counter();
            var writer = new MessageWriter(mailbox, sql);
            MessageDraft.Saved saved = writer.insert(prepared, fid, false, StoreEvent.Kind.NEW_MAIL);
            writer.finish();
            return new MailboxDatabase.Delivered(Mailbox.id(fid), saved.id());
        });
    }

    /// [MS-OXOMSG] 2.2.1.23 to 2.2.1.26, and for the represented the same.
    private static void receivedBy(PropertyBag bag, MailboxKey key) {
        Bytes entryId = AddressBookEntryId.ofUser(key.legacyDn()).encode();
        bag.put(Tags.RECEIVED_BY_ENTRY_ID, new Value.Binary(entryId));
        bag.put(Tags.RECEIVED_BY_NAME, new Value.Text(key.displayName()));
        bag.put(Tags.RECEIVED_BY_ADDRESS_TYPE, new Value.Text("EX"));
        bag.put(Tags.RECEIVED_BY_EMAIL_ADDRESS, new Value.Text(key.legacyDn()));
        byte[] searchKey = ("EX:" + key.legacyDn().toUpperCase(java.util.Locale.ROOT) + "\0")
                .getBytes(StandardCharsets.ISO_8859_1);
        bag.put(Tags.RECEIVED_BY_SEARCH_KEY, new Value.Binary(Bytes.wrap(searchKey)));
        if (!bag.has(Tags.RECEIVED_REPRESENTING_ENTRY_ID)) {
            bag.put(Tags.RECEIVED_REPRESENTING_ENTRY_ID, new Value.Binary(entryId));
            bag.put(Tags.RECEIVED_REPRESENTING_NAME, new Value.Text(key.displayName()));
        }
    }
}
