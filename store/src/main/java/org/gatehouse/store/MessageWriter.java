package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;

/// Changes of messages within one write: rows, counters, events. All messages of a mailbox change only here.
final class MessageWriter {
    private final Mailbox mailbox;
    private final Sql sql;
    private final FolderCounters counters;
    private final SearchLinks links;
    private final @org.jspecify.annotations.Nullable Caller copier;
    private final ReadReceipts receipts;
    private final List<StoreEvent> events = new ArrayList<>();
    private ReadStates.@org.jspecify.annotations.Nullable Batch marks;

    MessageWriter(Mailbox mailbox, Sql sql) {
        this(mailbox, sql, null);
    }

    /// @param copier whose copies are; null when they stay those of the messages' creators
    MessageWriter(Mailbox mailbox, Sql sql, @org.jspecify.annotations.Nullable Caller copier) {
        this.copier = copier;
        this.mailbox = mailbox;
        this.sql = sql;
        this.counters = new FolderCounters(mailbox, sql);
        this.links = new SearchLinks(mailbox, sql, counters);
        this.receipts = new ReadReceipts(mailbox, sql);
    }

    /// A message ready to be written: encoded before the writer's turn, so that the writer only inserts.
    ///
    /// @param parts as they are once written: long values point at `pieces`
    record Prepared(MessageParts parts, byte[] props, byte[] recipients, List<AttachmentRow> attachments,
            List<Contents.Piece> pieces, long bytes, long delivered, int flags, MessageKeys keys) {}

    record AttachmentRow(String path, byte @org.jspecify.annotations.Nullable [] embedded, byte[] props) {}

    static Prepared prepare(MessageParts draft, Mailbox mailbox, int flags) {
        MessageParts parts = draft.copy();
        long bytes = parts.size();
        if (bytes > mailbox.limits.messageBytesMax()) {
            throw new MailboxException(ErrorCode.QUOTA_EXCEEDED, "message of " + bytes + " bytes");
        }
        var pieces = new ArrayList<Contents.Piece>();
        parts.eachBag(bag -> Contents.takeOut(bag, mailbox, pieces));
        var rows = new ArrayList<AttachmentRow>();
        attachmentRows(parts, "", rows);
        return new Prepared(parts, BagCodec.encode(parts.bag), BagCodec.encodeRecipients(parts.recipientList()), rows,
                pieces, bytes, MessageRules.delivered(parts.bag), flags, MessageKeys.of(draft.bag));
    }

    private static void attachmentRows(MessageParts parts, String prefix, List<AttachmentRow> rows) {
        for (Map.Entry<Integer, MessageParts.Attachment> entry : parts.attachments.entrySet()) {
            String path = prefix + entry.getKey();
            MessageParts embedded = entry.getValue().embedded;
            byte[] inside = null;
            if (embedded != null) {
                var out = new ByteWriter(512);
                BagCodec.write(out, embedded.bag);
                inside = out.bytes(BagCodec.encodeRecipients(embedded.recipientList())).toArray();
            }
            rows.add(new AttachmentRow(path, inside, BagCodec.encode(entry.getValue().bag)));
            if (embedded != null) {
                attachmentRows(embedded, path + "/", rows);
            }
        }
    }

    /// Writes a new message; its id and change number. New mail is a created message too, so that tables and those who
    /// registered for created objects hear of it ([MS-OXCNOTIF] 2.2.1.1).
    MessageDraft.Saved insert(Prepared message, long fid, boolean associated, StoreEvent.Kind kind)
            throws SQLException {
        boolean there = sql.one("SELECT deleted FROM folder WHERE mb = ? AND fid = ?", row -> row.getLong(1) == 0,
                mailbox.mb, fid).orElse(false);
        if (!there) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "the folder is gone");
        }
        long mid = MailboxRows.takeCounters(sql, mailbox.mb, 2);
        long cn = mid + 1;
        var own = Contents.pointedAt(message.parts);
        message.pieces.forEach(piece -> own.remove(piece.id()));
        adopt(own, mid);
        write(message, mid, fid, associated, cn, 0);
        int flags = shownFlags(message.flags, associated);
        List<PropertyTag> tags = message.parts.bag.tags();
        if (kind == StoreEvent.Kind.NEW_MAIL) {
            events.add(new StoreEvent(kind, mailbox.id(fid), mailbox.id(mid), true, Optional.empty(), Optional.empty(),
                    message.parts.bag.text(Tags.MESSAGE_CLASS), flags, List.of(), -1, -1));
        }
        event(StoreEvent.Kind.CREATED, fid, mid, flags, tags);
        return new MessageDraft.Saved(mailbox.id(mid), cn);
    }

    private void write(Prepared message, long mid, long fid, boolean associated, long cn, int status)
            throws SQLException {
        Contents.insert(sql, mailbox.mb, mid, message.pieces);
        for (AttachmentRow row : message.attachments) {
            sql.put("INSERT INTO attachment (mb, mid, path, embedded, props) VALUES (?, ?, ?, ?, ?)", mailbox.mb,
                    mid,
                    row.path, row.embedded, row.props);
        }
        sql.put("INSERT INTO message (mb, mid, fid, associated, cn, delivered, bytes, flags, status, attachments, "
                + "recipients, props, " + MessageKeys.COLUMNS + ") "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", mailbox.mb, mid, fid, associated,
                cn, message.delivered, message.bytes, message.flags, status, message.attachments.size(),
                message.recipients, message.props, message.keys.subject(), message.keys.prefix(),
                message.keys.sender(), message.keys.messageClass(), message.keys.submitted(),
                message.keys.importance(), message.keys.unsure());
        counters.add(fid, associated, (message.flags & MessageView.READ) != 0, message.bytes, 1);
        links.consider(mid);
    }

    /// Writes a message over its earlier version.
    ///
    /// @param baseCn the version that the draft was opened from
    MessageDraft.Saved replace(Prepared message, long mid, long baseCn, boolean force) throws SQLException {
        MessageRow old = MessageRow.find(sql, mailbox.mb, mid).filter(row -> !row.isDeleted())
                .orElseThrow(() -> new MailboxException(ErrorCode.OBJECT_DELETED, "the message was deleted meanwhile"));
        Submissions.mayChange(sql, mailbox, old);
        if (old.cn() != baseCn && !force) {
            throw new MailboxException(ErrorCode.OBJECT_MODIFIED, "the message was saved meanwhile");
        }
        long cn = MailboxRows.takeCounters(sql, mailbox.mb, 1);
        Set<Long> kept = Contents.pointedAt(message.parts);
        var gone = new HashSet<Long>(sql.list("SELECT id FROM content WHERE mb = ? AND mid = ?", row -> row.getLong(1),
                mailbox.mb, mid));
        Set<Long> missing = new HashSet<>(kept);
        missing.removeAll(gone);
        message.pieces.forEach(piece -> missing.remove(piece.id()));
        adopt(missing, mid);
        gone.removeAll(kept);
        for (long id : gone) {
            sql.update("DELETE FROM content WHERE id = ?", id);
        }
        sql.update("DELETE FROM attachment WHERE mb = ? AND mid = ?", mailbox.mb, mid);
        sql.update("DELETE FROM message WHERE mb = ? AND mid = ?", mailbox.mb, mid);
        counters.add(old.fid(), old.associated(), old.isRead(), -old.bytes(), -1);
        // Read state, receipts and status change by themselves, at once: a save of an older copy does not undo that.
        int own = MessageView.READ | MessageView.EVER_READ | MessageView.NOTIFY_READ | MessageView.NOTIFY_UNREAD
                | MessageView.SUBMITTED;
        int flags = message.flags & ~own & ~MessageView.UNMODIFIED | old.flags() & own;
        var merged = new Prepared(message.parts, message.props, message.recipients, message.attachments,
                message.pieces, message.bytes, message.delivered, flags, message.keys);
        write(merged, mid, old.fid(), old.associated(), cn, old.status());
        event(StoreEvent.Kind.MODIFIED, old, Optional.empty(), mid,
                message.parts.bag.differences(BagCodec.decode(old.props())));
        return new MessageDraft.Saved(mailbox.id(mid), cn);
    }

    /// Makes rows that streams of the draft wrote ([SpooledValue]) the message's own.
    private void adopt(Set<Long> rows, long mid) throws SQLException {
        for (long row : rows) {
            if (sql.update("UPDATE content SET mid = ? WHERE id = ? AND mb = ? AND mid < 0", mid, row,
                    mailbox.mb) != 1) {
                throw new MailboxException(ErrorCode.OBJECT_MODIFIED, "values of the message were replaced meanwhile");
            }
        }
    }

    FolderCounters counters() {
        return counters;
    }

    /// Deletes a message, softly unless `hard`; a softly deleted one can only be deleted hard.
    ///
    /// @param allowed says whether the caller may
    /// @return false when it is not in that folder, or may not be deleted
    boolean delete(long fid, long mid, Predicate<MessageRow> allowed, boolean hard) throws SQLException {
        Optional<MessageRow> row = in(fid, mid).filter(allowed);
        if (row.isEmpty()) {
            return false;
        }
        return hard ? drop(row.get()) : !row.get().isDeleted() && hide(row.get());
    }

    /// The same; a sender who wants to know is told that nobody read the message.
    boolean deleteTelling(long fid, long mid, Predicate<MessageRow> allowed, boolean hard) throws SQLException {
        Optional<MessageRow> row = in(fid, mid).filter(allowed);
        if (row.isPresent()) {
            receipts.deleted(this, row.get());
        }
        return delete(fid, mid, allowed, hard);
    }

    /// [MS-OXCFOLD] 3.2.5.11: it stays, to be recovered, until the retention time is over.
    private boolean hide(MessageRow row) throws SQLException {
        sql.update("UPDATE message SET associated = associated + 2, deleted = ?, cn = ? WHERE mb = ? AND mid = ?",
                mailbox.now(), MailboxRows.takeCounters(sql, mailbox.mb, 1), mailbox.mb, row.mid());
        counters.add(row.fid(), row.associated(), row.isRead(), -row.bytes(), -1);
        counters.addDeleted(row.fid(), row.associated(), row.bytes(), 1);
        counters.countDeletion(row.fid());
        links.forget(row.fid(), row.mid());
        event(StoreEvent.Kind.DELETED, row, Optional.empty(), row.mid(), List.of());
        return true;
    }

    private boolean drop(MessageRow row) throws SQLException {
        erase(row);
        if (!row.isDeleted()) {
            counters.countDeletion(row.fid());
        }
        event(StoreEvent.Kind.DELETED, row, Optional.empty(), row.mid(), List.of());
        return true;
    }

    private void erase(MessageRow row) throws SQLException {
        sql.update("DELETE FROM content WHERE mb = ? AND mid = ?", mailbox.mb, row.mid());
        if (row.attachments() > 0) {
            sql.update("DELETE FROM attachment WHERE mb = ? AND mid = ?", mailbox.mb, row.mid());
        }
        sql.update("DELETE FROM message WHERE mb = ? AND mid = ?", mailbox.mb, row.mid());
        remove(row);
    }

    /// A softly deleted message whose time is over; nobody is told.
    void forget(long fid, long mid) throws SQLException {
        Optional<MessageRow> row = in(fid, mid).filter(MessageRow::isDeleted);
        if (row.isPresent()) {
            erase(row.get());
        }
    }

    /// Takes a row out of the counts and search folders it is in.
    private void remove(MessageRow row) throws SQLException {
        if (row.isDeleted()) {
            counters.addDeleted(row.fid(), row.associated(), -row.bytes(), -1);
        } else {
            counters.add(row.fid(), row.associated(), row.isRead(), -row.bytes(), -1);
            links.forget(row.fid(), row.mid());
        }
    }

    SearchLinks links() {
        return links;
    }

    void add(StoreEvent event) {
        events.add(event);
    }

    /// Moves a message; it gets a new id there ([MS-OXCFOLD] 3.2.5.6). Moving a softly deleted one brings it back.
    boolean move(long fid, long mid, Predicate<MessageRow> allowed, long targetFid) throws SQLException {
        Optional<MessageRow> found = in(fid, mid).filter(allowed);
        if (found.isEmpty()) {
            return false;
        }
        MessageRow row = found.get();
        Submissions.mayChange(sql, mailbox, row);
        long newMid = MailboxRows.takeCounters(sql, mailbox.mb, 2);
        remove(row);
        sql.update("UPDATE message SET mid = ?, fid = ?, cn = ?, associated = ?, deleted = 0 WHERE mb = ? AND mid = ?",
                newMid, targetFid, newMid + 1, row.associated(), mailbox.mb, mid);
        sql.update("UPDATE attachment SET mid = ? WHERE mb = ? AND mid = ?", newMid, mailbox.mb, mid);
        sql.update("UPDATE content SET mid = ? WHERE mb = ? AND mid = ?", newMid, mailbox.mb, mid);
        counters.add(targetFid, row.associated(), row.isRead(), row.bytes(), 1);
        links.consider(newMid);
        event(StoreEvent.Kind.MOVED, row, Optional.of(targetFid), newMid, List.of());
        return true;
    }

    boolean copy(long fid, long mid, Predicate<MessageRow> allowed, long targetFid) throws SQLException {
        Optional<MessageRow> found = in(fid, mid).filter(allowed);
        if (found.isEmpty()) {
            return false;
        }
        MessageRow row = found.get();
        MessageParts parts = row.parts(sql, mailbox.mb);
        long newMid = MailboxRows.takeCounters(sql, mailbox.mb, 2);
        Contents.copy(sql, mailbox, newMid, parts);
        if (copier != null) {
            MessageRules.createdBy(parts.bag, copier);
        }
        var prepared = prepare(parts, mailbox, row.flags() & ~MessageView.SUBMITTED);
        write(prepared, newMid, targetFid, row.associated(), newMid + 1, 0);
        event(StoreEvent.Kind.COPIED, row, Optional.of(targetFid), newMid, List.of());
        return true;
    }

    /// @param reads who reads, for public folders
    boolean setRead(long fid, long mid, Predicate<MessageRow> allowed, ReadFlags wanted, ReadStates reads)
            throws SQLException {
        Optional<MessageRow> row = in(fid, mid).filter(found -> !found.isDeleted()).filter(allowed);
        if (row.isEmpty()) {
            return false;
        }
        if (reads.arePerUser()) {
            if (marks(reads).mark(row.get(), wanted)) {
                counters.touchUnread(fid);
                event(StoreEvent.Kind.MODIFIED, row.get(), Optional.empty(), mid, List.of(Tags.MESSAGE_FLAGS));
            }
            return true;
        }
        int flags = receipts.read(this, row.get(), wanted);
        if (flags != row.get().flags()) {
            setFlags(row.get(), flags);
        }
        return true;
    }

    private ReadStates.Batch marks(ReadStates reads) {
        if (marks == null) {
            marks = reads.begin(sql);
        }
        return marks;
    }

    /// Who posts to a public folder has read it; a message of a mailbox says so itself.
    void postedBy(ReadStates reads, long fid, MessageDraft.Saved saved) {
        if (reads.arePerUser()) {
            marks(reads).mark(fid, saved.changeNumber(), true);
        }
    }

    void setFlags(MessageRow row, int flags) throws SQLException {
        boolean read = (flags & MessageView.READ) != 0;
        sql.update("UPDATE message SET flags = ? WHERE mb = ? AND mid = ?", flags, mailbox.mb, row.mid());
        counters.add(row.fid(), row.associated(), row.isRead(), 0, -1);
        counters.add(row.fid(), row.associated(), read, 0, 1);
        links.consider(row.mid());
        event(StoreEvent.Kind.MODIFIED, row, Optional.empty(), row.mid(), List.of(Tags.MESSAGE_FLAGS));
    }

    void setStatus(long fid, long mid, int status) throws SQLException {
        sql.update("UPDATE message SET status = ? WHERE mb = ? AND mid = ?", status, mailbox.mb, mid);
        counters.touch(fid);
        links.consider(mid);
        event(StoreEvent.Kind.MODIFIED, fid, mid, 0, List.of(Tags.MESSAGE_STATUS));
    }

    /// New mail that is there already.
    void announce(MessageRow row) {
        String messageClass = BagCodec.decode(row.props()).text(Tags.MESSAGE_CLASS);
        events.add(new StoreEvent(StoreEvent.Kind.NEW_MAIL, mailbox.id(row.fid()), mailbox.id(row.mid()), true,
                Optional.empty(), Optional.empty(), messageClass, row.flags(), List.of(), 0, 0));
    }

    private Optional<MessageRow> in(long fid, long mid) throws SQLException {
        return MessageRow.find(sql, mailbox.mb, mid).filter(row -> row.fid() == fid);
    }

    private void event(StoreEvent.Kind kind, long fid, long mid, int flags, List<PropertyTag> changed) {
        events.add(new StoreEvent(kind, mailbox.id(fid), mailbox.id(mid), true, Optional.empty(), Optional.empty(), "",
                flags, changed, -1, -1));
    }

    /// The event of a message as it was found: moved or copied elsewhere, or with no new place deleted or changed.
    private void event(StoreEvent.Kind kind, MessageRow row, Optional<Long> newFid, long newMid,
            List<PropertyTag> changed) {
        int flags = shownFlags(row.flags(), row.associated());
        if (newFid.isEmpty()) {
            event(kind, row.fid(), row.mid(), flags, changed);
        } else {
            events.add(new StoreEvent(kind, mailbox.id(newFid.get()), mailbox.id(newMid), true,
                    Optional.of(mailbox.id(row.fid())), Optional.of(mailbox.id(row.mid())), "", flags, changed, -1,
                    -1));
        }
    }

    private static int shownFlags(int flags, boolean associated) {
        return flags | (associated ? MessageView.ASSOCIATED : 0);
    }

    /// Writes the counters and has the events published after the commit. Once, at the end.
    void finish() throws SQLException {
        if (marks != null) {
            marks.finish();
        }
        List<StoreEvent> all = new ArrayList<>(events);
        all.addAll(links.events());
        all.addAll(counters.write());
        mailbox.changed(sql, Change.of(counters.touched(), all));
    }

    /// A time value's 100 ns units, for events and rows.
    static long time(Value value) {
        return value instanceof Value.Time(long time) ? time : 0;
    }
}
