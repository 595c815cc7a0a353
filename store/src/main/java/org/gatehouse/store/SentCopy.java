package org.gatehouse.store;

import java.sql.SQLException;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.FolderEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// What becomes of the sender's copy once it is sent, within one write.
///
/// Deleted with PidTagDeleteAfterSubmit, else moved to the folder of PidTagSentMailSvrEID or PidTagSentMailEntryId; the
/// message's own properties count before the store's ([MS-OXOMSG] 2.2.3.8 to 2.2.3.10; [MS-OXCSTOR] 2.2.2.1.2). With
/// neither it goes from the Outbox and the spooler's queue to Sent Items, and stays where it is otherwise.
final class SentCopy {
    private static final PropertyTag SENT_MAIL_ENTRY_ID = PropertyTag.of(0x0e0a, PropertyType.BINARY);
    private static final PropertyTag SUBMIT_FLAGS = Tags.SUBMIT_FLAGS;

    private final Mailbox mailbox;
    private final Sql sql;

    SentCopy(Mailbox mailbox, Sql sql) {
        this.mailbox = mailbox;
        this.sql = sql;
    }

    void place(MessageRow message) throws SQLException {
        PropertyBag bag = BagCodec.decode(message.props());
        Optional<Long> named = serverId(bag).or(() -> entryId(bag));
        PropertyBag store = BagCodec.decode(sql.one("SELECT props FROM mailbox WHERE mb = ?", row -> row.getBytes(1),
                mailbox.mb).orElseThrow());
        var writer = new MessageWriter(mailbox, sql);
        if (deletes(bag) || named.isEmpty() && deletes(store)) {
            boolean _ = writer.delete(message.fid(), message.mid(), _ -> true, true);
        } else {
            Optional<Long> target = existing(named.or(() -> serverId(store)));
            keep(writer, message, target.orElseGet(() -> usual(message.fid())));
        }
        writer.finish();
    }

    private void keep(MessageWriter writer, MessageRow message, long target) throws SQLException {
        int flags = (message.flags() | MessageView.READ | MessageView.EVER_READ) & ~(MessageView.SUBMITTED
                | MessageView.UNSENT | MessageView.NOTIFY_READ | MessageView.NOTIFY_UNREAD);
        writer.setFlags(message, flags);
        MessageParts parts = message.parts(sql, mailbox.mb);
        // It carries a delivery time like any mail: clients sort every folder by it.
        parts.bag.put(Tags.MESSAGE_DELIVERY_TIME, new Value.Time(mailbox.now()));
        parts.bag.remove(Tags.SENT_MAIL_SVR_EID);
        parts.bag.remove(SENT_MAIL_ENTRY_ID);
        parts.bag.remove(SUBMIT_FLAGS);
        writer.replace(MessageWriter.prepare(parts, mailbox, flags), message.mid(), message.cn(), true);
        if (target != message.fid()) {
            boolean _ = writer.move(message.fid(), message.mid(), _ -> true, target);
        }
    }

    private long usual(long fid) {
        boolean leaves = fid == mailbox.special(SpecialFolder.OUTBOX).counter()
                || fid == mailbox.special(SpecialFolder.SPOOLER_QUEUE).counter();
        return leaves ? mailbox.special(SpecialFolder.SENT_ITEMS).counter() : fid;
    }

    private Optional<Long> existing(Optional<Long> fid) throws SQLException {
        if (fid.isEmpty()) {
            return fid;
        }
        boolean there = FolderRow.find(sql, mailbox, fid.get())
                .filter(row -> row.deleted() == 0 && row.type() == Folder.Type.GENERIC).isPresent();
        return there ? fid : Optional.of(mailbox.special(SpecialFolder.SENT_ITEMS).counter());
    }

    private static boolean deletes(PropertyBag bag) {
        return bag.value(Tags.DELETE_AFTER_SUBMIT).equals(Optional.of(new Value.Bool(true)));
    }

    /// A folder's server id: ours (1), folder id, message id, instance ([MS-OXCDATA] 2.11.1.4).
    private Optional<Long> serverId(PropertyBag bag) {
        if (bag.value(Tags.SENT_MAIL_SVR_EID).orElse(null) instanceof Value.ServerId(Bytes encoded)
                && encoded.length() >= 9 && encoded.at(0) == 1) {
            var in = encoded.reader();
            in.skip(1);
            ObjectId folder = ObjectId.ofWire(in.i64());
            return Optional.of(mailbox.number(folder)).filter(fid -> fid > 0);
        }
        return Optional.empty();
    }

    /// The same folder as MAPI's own programs name it, when it is one of this mailbox.
    private Optional<Long> entryId(PropertyBag bag) {
        if (bag.value(SENT_MAIL_ENTRY_ID).orElse(null) instanceof Value.Binary(Bytes encoded)) {
            try {
                LongTermId folder = FolderEntryId.of(encoded).folder();
                return Optional.of(mailbox.replicas().number(folder)).filter(fid -> fid > 0);
            } catch (MalformedException another) { // some other kind of entry id
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
