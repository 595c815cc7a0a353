package org.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// Puts an arrived message into a mailbox.
final class Delivery {
    static final Caller TRANSPORT = new Caller("transport", "", "", Caller.Rights.ADMINISTRATOR,
            StandardCharsets.US_ASCII);

    private Delivery() {}

    /// Empty when a delivery under one of the ids was done before.
    static Optional<MailboxDatabase.Delivered> deliver(Mailbox mailbox, MessageContents contents, Set<UUID> once,
            long bytesMax) {
        MessageParts parts = DraftFiller.parts(mailbox, contents);
        PropertyBag bag = parts.bag;
        bag.put(Tags.MESSAGE_DELIVERY_TIME, new Value.Time(mailbox.now()));
        receivedBy(bag, mailbox.key);
        int flags = MessageRules.beforeSave(parts, mailbox, TRANSPORT, MessageView.UNMODIFIED);
        boolean own = bag.text(Tags.SENDER_EMAIL_ADDRESS).equalsIgnoreCase(mailbox.key.legacyDn());
        flags = MessageRules.firstSave(bag, mailbox, false, own ? flags | MessageView.FROM_ME : flags);
        String messageClass = bag.text(Tags.MESSAGE_CLASS);
        var prepared = MessageWriter.prepare(parts, mailbox, flags);
        return mailbox.engine.write(sql -> {
            if (!markedAnew(sql, mailbox, once)) {
                return Optional.empty();
            }
            long held = bytesMax == Long.MAX_VALUE ? 0 : Quota.bytes(sql, mailbox);
            if (held >= bytesMax) { // the marks above are undone with the refusal
                throw new MailboxException(ErrorCode.QUOTA_EXCEEDED, "the mailbox holds " + held + " of " + bytesMax
                        + " bytes");
            }
            long fid = ReceiveFolders.of(sql, mailbox, messageClass).folder().counter();
            var writer = new MessageWriter(mailbox, sql);
            MessageDraft.Saved saved = writer.insert(prepared, fid, false, StoreEvent.Kind.NEW_MAIL);
            writer.finish();
            return Optional.of(new MailboxDatabase.Delivered(mailbox.id(fid), saved.id()));
        });
    }

    private static boolean markedAnew(Sql sql, Mailbox mailbox, Set<UUID> once) throws SQLException {
        for (UUID id : once) {
            if (isMarked(sql, mailbox, id)) {
                return false;
            }
        }
        for (UUID id : once) {
            sql.update("INSERT INTO arrival (mb, id, arrived) VALUES (?, ?, ?)", mailbox.mb, MailboxRows.bytes(id),
                    mailbox.now());
        }
        return true;
    }

    private static boolean isMarked(Sql sql, Mailbox mailbox, UUID id) throws SQLException {
        return sql.one("SELECT arrived FROM arrival WHERE mb = ? AND id = ?", row -> row.getLong(1), mailbox.mb,
                MailboxRows.bytes(id)).isPresent();
    }

    static Set<UUID> arrived(Mailbox mailbox, Set<UUID> asked) {
        return mailbox.engine.read(sql -> {
            var found = new HashSet<UUID>();
            for (UUID id : asked) {
                if (isMarked(sql, mailbox, id)) {
                    found.add(id);
                }
            }
            return found;
        });
    }

    /// [MS-OXOMSG] 2.2.1.23 to 2.2.1.26, and for the represented the same.
    private static void receivedBy(PropertyBag bag, MailboxKey key) {
        Bytes entryId = AddressBookEntryId.ofUser(key.legacyDn()).encode();
        bag.put(Tags.RECEIVED_BY_ENTRY_ID, new Value.Binary(entryId));
        bag.put(Tags.RECEIVED_BY_NAME, new Value.Text(key.displayName()));
        bag.put(Tags.RECEIVED_BY_ADDRESS_TYPE, new Value.Text("EX"));
        bag.put(Tags.RECEIVED_BY_EMAIL_ADDRESS, new Value.Text(key.legacyDn()));
        byte[] searchKey = ("EX:" + key.legacyDn().toUpperCase(Locale.ROOT) + "\0")
                .getBytes(StandardCharsets.ISO_8859_1);
        bag.put(Tags.RECEIVED_BY_SEARCH_KEY, new Value.Binary(Bytes.wrap(searchKey)));
        if (!bag.has(Tags.RECEIVED_REPRESENTING_ENTRY_ID)) {
            bag.put(Tags.RECEIVED_REPRESENTING_ENTRY_ID, new Value.Binary(entryId));
            bag.put(Tags.RECEIVED_REPRESENTING_NAME, new Value.Text(key.displayName()));
        }
    }
}
