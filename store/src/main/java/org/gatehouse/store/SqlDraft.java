package org.gatehouse.store;

import java.nio.charset.Charset;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// A message draft in memory, over SQL. Long values that were not touched stay where they are on disk.
final class SqlDraft extends BagObject implements MessageDraft {
    private static final int DERIVED_BYTES_KEPT_MAX = 1 << 20;

    private final long fid;
    private final boolean associated;
    private boolean writable;
    /// Bodies that were set since the draft was opened or saved.
    private final Set<Integer> freshBodies = new HashSet<>();
    private final Map<PropertyTag, Optional<Value>> derived = new HashMap<>();
    private @Nullable Charset codePage;
    /// Set for an embedded message: the attachment it is saved into.
    private final @Nullable SqlAttachmentDraft around;
    private final int depth;
    private long mid;
    /// What the caller may do with the saved message, as [FolderAccess#messageRights].
    private int rights = FolderRights.EDITOR;
    private long cn;
    private int flags;
    private int status;
    private MessageParts parts;

    private SqlDraft(SqlMailboxSession session, long fid, boolean associated, boolean writable,
            @Nullable SqlAttachmentDraft around, int depth, MessageParts parts) {
        super(session);
        this.fid = fid;
        this.associated = associated;
        this.writable = writable;
        this.around = around;
        this.depth = depth;
        this.parts = parts;
    }

    static SqlDraft fresh(SqlMailboxSession session, long fid, boolean associated) {
        var draft = new SqlDraft(session, fid, associated, true, null, 0,
                new MessageParts(MessageRules.fresh(session.mailbox())));
        MessageRules.createdBy(draft.parts.bag, session.caller());
        // [MS-OXCMSG] 3.2.5.2, PidTagMessageFlags
        draft.flags = MessageView.READ | MessageView.UNSENT | MessageView.EVER_READ;
        return draft;
    }

    static SqlDraft open(SqlMailboxSession session, long mid, Optional<Long> fid, boolean writable,
            boolean withDeleted) {
        Mailbox mailbox = session.mailbox();
        return mailbox.engine.read(sql -> {
            MessageRow row = MessageRow.find(sql, mailbox.mb, mid).orElseThrow(() -> missing(mailbox, mid));
            if (fid.isPresent() && fid.get() != row.fid() && !SearchLinks.has(sql, mailbox, fid.get(), mid)) {
                throw missing(mailbox, mid);
            }
            int rights = session.access().opening(sql, row, writable, withDeleted);
            var draft = new SqlDraft(session, row.fid(), row.associated(), writable, null, 0,
                    row.parts(sql, mailbox.mb));
            draft.take(session.reads().seen(sql, row));
            draft.rights = rights;
            return draft;
        });
    }

    private static MailboxException missing(Mailbox mailbox, long mid) {
        return new MailboxException(ErrorCode.NOT_FOUND, "no message " + mailbox.id(mid));
    }

    @Override
    Charset codePage() {
        return codePage != null ? codePage : around != null ? around.codePage() : session.caller().codePage();
    }

    @Override
    public void useCodePage(Charset chosen) {
        codePage = chosen;
    }

    static SqlDraft embedded(SqlAttachmentDraft around, MessageParts parts, boolean writable, int depth) {
        if (depth > around.mailbox.limits.embeddingDepthMax()) {
            throw new MailboxException(ErrorCode.MAX_ATTACHMENT_EXCEEDED, "messages nested " + depth + " deep");
        }
        var draft = new SqlDraft(around.session, 0, false, writable, around, depth, parts);
        draft.flags = MessageView.READ;
        return draft;
    }

    private void take(MessageRow row) {
        mid = row.mid();
        cn = row.cn();
        flags = row.flags();
        status = row.status();
    }

    int depth() {
        return depth;
    }

    MessageParts parts() {
        return parts;
    }

    @Override
    PropertyBag bag() {
        return parts.bag;
    }

    private MessageView view() {
        return new MessageView(mailbox, mid, fid, associated, cn, parts::size,
                MessageRules.attachmentFlag(parts, flags), status, writable, parts.bag);
    }

    @Override
    Optional<Value> computed(PropertyTag tag) {
        if (tag.id() == Tags.ACCESS.id() && mid != 0) {
            return Optional.of(new Value.Int32(FolderAccess.messageAccess(rights)));
        }
        return MessageView.isComputed(tag) ? view().computed(tag) : Optional.empty();
    }

    @Override
    Optional<Integer> refused(PropertyTag tag) {
        if (tag.equals(Tags.MESSAGE_FLAGS) && mid == 0) {
            return Optional.empty();
        }
        if (tag.id() == Tags.CREATOR_ENTRY_ID.id() && !session.access().isFull()) {
            return Optional.of(ErrorCode.ACCESS_DENIED); // whose it is decides what others may do with it
        }
        return MessageView.isComputed(tag) ? Optional.of(ErrorCode.COMPUTED_VALUE) : Optional.empty();
    }

    @Override
    void put(PropertyTag tag) {
        if (tag.equals(Tags.MESSAGE_FLAGS)) {
            // Clients choose the first flags, then only RopSetMessageReadFlag and submission change them.
            flags = flags & ~MessageView.SETTABLE | parts.bag.int32(tag, 0) & MessageView.SETTABLE;
            flags = (flags & MessageView.READ) != 0 ? flags | MessageView.EVER_READ : flags & ~MessageView.EVER_READ;
            parts.bag.remove(tag);
        }
        MessageRules.subjectSet(parts.bag, tag);
        BodyRules.set(parts.bag, tag, freshBodies);
        derived.clear();
    }

    @Override
    void removed(PropertyTag tag) {
        MessageRules.subjectRemoved(parts.bag, tag);
        derived.clear();
    }

    /// Bodies in the forms in which nobody wrote them. Kept while they are not too long: clients ask more than once.
    @Override
    Optional<Value> derived(PropertyTag tag) {
        if (!BodyRules.isBody(tag) && tag.id() != Tags.RTF_IN_SYNC.id()) {
            return Optional.empty();
        }
        Optional<Value> known = derived.get(tag);
        if (known == null) {
            known = BodyRules.derived(tag, parts.bag, stored -> switch (stored) {
                case Stored.Here(Value value) -> value;
                case Stored.Apart apart -> Contents.whole(mailbox, apart);
            });
            if (known.isEmpty() || BagCodec.size(known.get()) <= DERIVED_BYTES_KEPT_MAX) {
                derived.put(tag, known);
            }
        }
        return known;
    }

    @Override
    boolean writable() {
        return writable;
    }

    @Override
    public List<PropertyTag> tags() {
        settle();
        return view().tags();
    }

    /// The same as for each tag alone, with less work.
    @Override
    public List<PropertyValue> all(int bytesMax) {
        session.mayRead();
        settle();
        var values = new ArrayList<PropertyValue>(view().computed());
        for (PropertyBag.Entry entry : parts.bag.entries()) {
            PropertyTag tag = entry.tag();
            if (!MessageView.isComputed(tag)) {
                switch (entry.stored()) {
                    case Stored.Here(Value value) when BagCodec.size(value) <= bytesMax ->
                            values.add(new PropertyValue(tag, value));
                    case Stored.Apart apart when apart.size() <= bytesMax ->
                            values.add(new PropertyValue(tag, Contents.whole(mailbox, apart)));
                    case Stored.Here _, Stored.Apart _ -> values.add(tooLong(tag));
                }
            }
        }
        return values;
    }

    private static PropertyValue tooLong(PropertyTag tag) {
        return new PropertyValue(tag.withType(PropertyType.ERROR_CODE), new Value.ErrorValue(ErrorCode.OUT_OF_MEMORY));
    }

    @Override
    public Optional<ObjectId> id() {
        return mid == 0 ? Optional.empty() : Optional.of(mailbox.id(mid));
    }

    @Override
    public Optional<ObjectId> folderId() {
        return fid == 0 ? Optional.empty() : Optional.of(mailbox.id(fid));
    }

    @Override
    public boolean isAssociated() {
        return associated;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public List<Recipient> recipients() {
        return parts.recipientList();
    }

    @Override
    public void modifyRecipients(List<Recipient> rows) {
        mayChange();
        for (Recipient row : rows) {
            if (row.properties().isEmpty()) {
                parts.recipients.remove(row.rowId());
                continue;
            }
            if (parts.recipients.size() >= mailbox.limits.recipientsMax()
                    && !parts.recipients.containsKey(row.rowId())) {
                throw new MailboxException(ErrorCode.TOO_MANY_RECIPIENTS,
                        "more than " + mailbox.limits.recipientsMax() + " recipients");
            }
            List<PropertyValue> kept = row.properties().stream()
                    .map(each -> Cells.kept(each, codePage())).toList();
            parts.recipients.put(row.rowId(), new Recipient(row.rowId(), row.type(), kept));
        }
    }

    @Override
    public void removeAllRecipients() {
        mayChange();
        parts.recipients.clear();
    }

    @Override
    public List<Integer> attachments() {
        return new ArrayList<>(parts.attachments.keySet());
    }

    @Override
    public AttachmentDraft createAttachment() {
        mayChange();
        if (parts.attachments.size() >= mailbox.limits.attachmentsMax()) {
            throw new MailboxException(ErrorCode.MAX_ATTACHMENT_EXCEEDED,
                    "more than " + mailbox.limits.attachmentsMax() + " attachments");
        }
        return SqlAttachmentDraft.fresh(this, parts.takeAttachmentNumber());
    }

    @Override
    public AttachmentDraft openAttachment(int number, boolean openToWrite) {
        return new SqlAttachmentDraft(this, number, attachment(number).copy(), openToWrite);
    }

    private MessageParts.Attachment attachment(int number) {
        MessageParts.Attachment found = parts.attachments.get(number);
        if (found == null) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no attachment " + number);
        }
        return found;
    }

    @Override
    public void deleteAttachment(int number) {
        mayChange();
        attachment(number);
        parts.attachments.remove(number);
    }

    @Override
    public Table attachmentTable() {
        return new AttachmentTable(this);
    }

    /// The attachments as a table shows them.
    Map<Integer, MessageParts.Attachment> attachmentParts() {
        return Map.copyOf(parts.attachments);
    }

    /// What else a save writes.
    private interface AfterSave {
        void apply(Sql sql, long mid) throws SQLException;
    }

    @Override
    public Saved post(Posting posting) {
        if (around != null || associated || fid == 0 || mailbox.isPublic()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "submission of such a message");
        }
        return save(SaveMode.NORMAL, (sql, written) -> Submissions.add(sql, mailbox, written, posting));
    }

    @Override
    public Saved save(SaveMode mode) {
        return save(mode, (_, _) -> { });
    }

    private Saved save(SaveMode mode, AfterSave after) {
        session.mayWrite();
        if (!writable) { // [MS-OXCMSG] 3.2.5.3
            throw new MailboxException(ErrorCode.GENERAL_FAILURE, "opened or saved before to be read only");
        }
        settle();
        flags = MessageRules.beforeSave(parts, mailbox, session.caller(), flags);
        if (around != null) {
            around.embed(parts.copy());
            writable = mode != SaveMode.THEN_READ_ONLY;
            return new Saved(mailbox.id(0), 0);
        }
        boolean created = mid == 0;
        if (created) {
            flags = MessageRules.firstSave(parts.bag, mailbox, associated, flags);
        }
        boolean perUser = session.reads().arePerUser();
        boolean isRead = (flags & MessageView.READ) != 0;
        var prepared = MessageWriter.prepare(parts, mailbox, perUser ? flags & ~MessageView.READ : flags);
        Saved saved = mailbox.engine.write(sql -> {
            session.access().saving(sql, fid, mid, associated);
            var writer = new MessageWriter(mailbox, sql);
            session.quota().require(sql, prepared.bytes() - (created ? 0 : MessageRow.bytes(sql, mailbox.mb, mid)));
            Saved written = created ? writer.insert(prepared, fid, associated, StoreEvent.Kind.CREATED)
                    : writer.replace(prepared, mid, cn, mode == SaveMode.FORCE);
            if (created && isRead) {
                writer.postedBy(session.reads(), fid, written);
            }
            after.apply(sql, written.id().counter());
            writer.finish();
            return written;
        });
        parts = prepared.parts();
        mid = saved.id().counter();
        cn = saved.changeNumber();
        if (!created) {
            // What was changed is another message to those who read it: also to who changed it.
            flags &= ~(MessageView.UNMODIFIED | (perUser ? MessageView.READ : 0));
        }
        writable = mode != SaveMode.THEN_READ_ONLY;
        freshBodies.clear();
        return saved;
    }

    @Override
    public void reload() {
        if (mid != 0) {
            SqlDraft again = open(session, mid, Optional.empty(), writable, true);
            dropStreams();
            freshBodies.clear();
            derived.clear();
            parts = again.parts;
            cn = again.cn;
            flags = again.flags;
            status = again.status;
        }
    }

    @Override
    public boolean setRead(ReadFlags wanted) {
        session.mayWrite();
        int before = flags;
        flags = wanted.apply(flags);
        if (mid != 0) {
            boolean there = mailbox.engine.write(sql -> {
                FolderRow folder = session.access().visible(sql, fid);
                var writer = new MessageWriter(mailbox, sql);
                boolean found = writer.setRead(fid, mid, row -> session.access().mayMark(folder, row), wanted,
                        session.reads());
                writer.finish();
                return found;
            });
            if (!there) {
                throw new MailboxException(ErrorCode.OBJECT_DELETED, "the message was moved or deleted meanwhile");
            }
        }
        return ((before ^ flags) & MessageView.READ) != 0;
    }

    @Override
    public void take(MessageContents contents, boolean recipients, boolean attachments) {
        mayChange();
        settle();
        MessageParts given = DraftFiller.parts(mailbox, contents);
        if (recipients) {
            parts.recipients.clear();
            parts.recipients.putAll(given.recipients);
        }
        if (attachments) {
            parts.attachments.clear();
            given.attachments.values().forEach(each -> parts.attachments.put(parts.takeAttachmentNumber(), each));
        }
    }

    @Override
    public boolean isWithin(MessageDraft other) {
        for (SqlDraft each = this; ; each = each.around.message()) {
            if (each.equals(other) || each.mid != 0 && other.id().equals(Optional.of(mailbox.id(each.mid)))) {
                return true;
            } else if (each.around == null) {
                return false;
            }
        }
    }

    @Override
    public void close() {
        endStreams(around);
    }

    @Override
    public MessageContents contents() {
        session.mayRead();
        settle();
        return DraftFiller.contents(mailbox, parts);
    }

    @Override
    public void fill(MessageContents contents) {
        mayChange();
        dropStreams();
        freshBodies.clear();
        derived.clear();
        Optional<Value> creator = parts.bag.value(Tags.CREATOR_ENTRY_ID);
        parts = DraftFiller.parts(mailbox, contents);
        if (!session.access().isFull()) {
            parts.bag.remove(Tags.CREATOR_ENTRY_ID);
            creator.ifPresent(who -> parts.bag.put(Tags.CREATOR_ENTRY_ID, who));
        }
    }
}
