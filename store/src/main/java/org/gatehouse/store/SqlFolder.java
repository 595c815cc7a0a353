package org.gatehouse.store;

import java.nio.charset.Charset;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlWork;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// A folder of a session: reads its row anew at every call, so that counts are always right.
final class SqlFolder implements Folder {
    private static final int SECURITY_DESCRIPTOR_AS_XML = 0x0e6a;

    private final SqlMailboxSession session;
    private final Mailbox mailbox;
    private final long fid;
    private final Type type;
    private final boolean hasRules;

    SqlFolder(SqlMailboxSession session, FolderRow row) {
        this.session = session;
        this.mailbox = session.mailbox();
        this.fid = row.fid();
        this.type = row.type();
        this.hasRules = row.hasRules();
    }

    @Override
    public ObjectId id() {
        return mailbox.id(fid);
    }

    @Override
    public ObjectId parentId() {
        return mailbox.id(row().parent());
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public boolean hasRules() {
        return hasRules;
    }

    private FolderRow row() {
        session.mayRead();
        return FolderRow.find(mailbox, fid).map(session.access()::seen).filter(row -> row.may(FolderRights.VISIBLE))
                .orElseThrow(() -> new MailboxException(ErrorCode.OBJECT_DELETED, "the folder was deleted"));
    }

    private <T> T write(SqlWork<T> work) {
        session.mayWrite();
        return mailbox.engine.write(work);
    }

    private static SqlFolder other(Folder folder) {
        if (!(folder instanceof SqlFolder other)) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "the other folder is in a store of another kind");
        }
        return other;
    }

    /// The way into another mailbox; none when the folder is in this one.
    private Optional<CrossStore> crossing(Folder target) {
        SqlFolder other = other(target);
        session.mayRead();
        return other.mailbox == mailbox ? Optional.empty() : Optional.of(new CrossStore(session, other.session));
    }

    private static long targetId(Folder target) {
        return other(target).fid;
    }

    @Override
    public CreatedFolder createFolder(String name, String comment, Type type, boolean openExisting) {
        if (type == Type.ROOT) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "there is one root");
        }
        FolderWriter.Created created = write(sql -> {
            var writer = new FolderWriter(session, sql);
            var made = writer.create(fid, name, comment, type, openExisting);
            writer.finish();
            return made;
        });
        return new CreatedFolder(session.openFolder(mailbox.id(created.fid())), created.existed());
    }

    /// One change of folders as a write of its own.
    private interface Change {
        boolean apply(FolderWriter writer) throws java.sql.SQLException;
    }

    private boolean change(Change change) {
        return write(sql -> {
            var writer = new FolderWriter(session, sql);
            boolean partial = change.apply(writer);
            writer.finish();
            return partial;
        });
    }

    @Override
    public boolean deleteFolder(ObjectId child, Set<DeleteFlag> flags) {
        return change(writer -> writer.delete(fid, mailbox.number(child), flags));
    }

    @Override
    public boolean moveFolder(ObjectId child, Folder target, String newName) {
        var crossing = crossing(target);
        if (crossing.isPresent()) {
            return crossing.get().move(this, session.openFolder(child), target, newName);
        }
        long targetFid = targetId(target);
        return change(writer -> {
            writer.move(fid, mailbox.number(child), targetFid, newName);
            return false;
        });
    }

    @Override
    public boolean copyFolder(ObjectId child, Folder target, String newName, boolean recursive) {
        var crossing = crossing(target);
        if (crossing.isPresent()) {
            return crossing.get().folder(session.openFolder(child), target, newName, recursive);
        }
        long targetFid = targetId(target);
        return change(writer -> writer.copy(fid, mailbox.number(child), targetFid, newName, recursive));
    }

    @Override
    public boolean empty(boolean withAssociated, boolean hard) {
        return change(writer -> writer.empty(fid, withAssociated, hard));
    }

    @Override
    public int rights() {
        return row().rights();
    }

    @Override
    public List<FolderPermission> permissions(boolean withFreeBusy) {
        return row().accessList(mailbox).shown(isCalendar(), withFreeBusy);
    }

    @Override
    public Table permissionTable(boolean withFreeBusy) {
        return new PermissionTable(session, fid, isCalendar(), withFreeBusy);
    }

    private boolean isCalendar() {
        return !mailbox.isPublic() && mailbox.special(SpecialFolder.CALENDAR).counter() == fid;
    }

    @Override
    public void modifyPermissions(List<FolderPermission.Change> changes, boolean replace, boolean withFreeBusy) {
        boolean _ = change(writer -> {
            writer.modifyPermissions(fid, changes, replace, withFreeBusy && isCalendar());
            return false;
        });
    }

    @Override
    public MessageDraft createMessage(boolean associated) {
        session.mayWrite();
        FolderRow _ = mailbox.engine.read(sql -> session.access().toCreateIn(sql, fid, associated));
        if (type == Type.SEARCH) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "a search folder holds links only");
        }
        // A folder deleted meanwhile is found out by the save, with NOT_FOUND.
        return SqlDraft.fresh(session, fid, associated);
    }

    @Override
    public MessageDraft openMessage(ObjectId id, boolean writable) {
        return session.openMessage(id, type == Type.SEARCH ? Optional.empty() : Optional.of(fid), writable, false);
    }

    /// One change of a message, once per id. False when it could not be done.
    private interface PerMessage {
        boolean apply(FolderWriter writer, FolderRow folder, long mid) throws java.sql.SQLException;
    }

    /// True when some could not be done.
    private boolean each(List<ObjectId> ids, PerMessage change) {
        return change(writer -> {
            FolderRow here = writer.existing(fid);
            boolean partial = false;
            for (ObjectId id : ids) {
                long mid = mailbox.number(id);
                Optional<FolderRow> folder = type == Type.SEARCH ? writer.linked(fid, mid) : Optional.of(here);
                partial |= folder.isEmpty() || !change.apply(writer, folder.get(), mid);
            }
            return partial;
        });
    }

    @Override
    public boolean deleteMessages(List<ObjectId> ids, boolean hard, boolean notifyNonRead) {
        return each(ids, (writer, folder, mid) -> {
            Predicate<MessageRow> allowed = row -> session.access().mayDelete(folder, row);
            return notifyNonRead ? writer.messages().deleteTelling(folder.fid(), mid, allowed, hard)
                    : writer.messages().delete(folder.fid(), mid, allowed, hard);
        });
    }

    @Override
    public boolean moveMessages(List<ObjectId> ids, Folder target) {
        var crossing = crossing(target);
        if (crossing.isPresent()) {
            return crossing.get().messages(this, ids, target, true);
        }
        long targetFid = targetId(target);
        return each(ids, (writer, folder, mid) -> {
            FolderRow room = writer.requireRoom(targetFid);
            return writer.messages().move(folder.fid(), mid, row -> session.access().mayDelete(folder, row)
                    && session.access().mayRead(folder, row) && FolderAccess.takes(room, row), targetFid);
        });
    }

    @Override
    public boolean copyMessages(List<ObjectId> ids, Folder target) {
        var crossing = crossing(target);
        if (crossing.isPresent()) {
            return crossing.get().messages(this, ids, target, false);
        }
        long targetFid = targetId(target);
        return each(ids, (writer, folder, mid) -> {
            FolderRow room = writer.requireRoom(targetFid);
            return writer.messages().copy(folder.fid(), mid, row -> session.access().mayRead(folder, row)
                    && FolderAccess.takes(room, row), targetFid);
        });
    }

    @Override
    public boolean setReadFlags(List<ObjectId> ids, ReadFlags flags) {
        List<ObjectId> chosen = ids;
        if (ids.isEmpty()) {
            String all = type == Type.SEARCH ? MessageRow.IDS_OF_SEARCH : MessageRow.IDS_OF_FOLDER;
            chosen = mailbox.engine.read(sql -> sql.list(all, row -> mailbox.id(row.getLong(1)),
                    mailbox.mb, fid, false));
        }
        return each(chosen, (writer, folder, mid) ->
                writer.messages().setRead(folder.fid(), mid, row -> session.access().mayMark(folder, row), flags,
                        session.reads()));
    }

    @Override
    public int messageStatus(ObjectId id) {
        session.mayRead();
        return mailbox.engine.read(sql -> {
            FolderRow folder = session.access().visible(sql, fid);
            return shown(sql, folder, id).status();
        });
    }

    /// A message in the folder, or found by it: those are in folders of their own.
    private MessageRow shown(Sql sql, FolderRow folder, ObjectId id) throws SQLException {
        long mid = mailbox.number(id);
        boolean linked = type == Type.SEARCH && SearchLinks.has(sql, mailbox, fid, mid);
        Optional<MessageRow> found = MessageRow.find(sql, mailbox.mb, mid).filter(row -> linked || row.fid() == fid);
        if (found.isEmpty() || !(linked ? session.access().shows(sql, found.get())
                : session.access().mayRead(folder, found.get()))) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no message " + id);
        }
        return found.get();
    }

    @Override
    public int setMessageStatus(ObjectId id, int status, int mask) {
        return write(sql -> {
            FolderRow folder = session.access().visible(sql, fid);
            MessageRow row = shown(sql, folder, id);
            if ((session.access().rights(sql, row) & FolderRights.EDIT_ANY) == 0) {
                throw new MailboxException(ErrorCode.ACCESS_DENIED, "no right to change message " + id);
            }
            var writer = new MessageWriter(mailbox, sql);
            writer.setStatus(row.fid(), row.mid(), row.status() & ~mask | status & mask);
            writer.finish();
            return row.status();
        });
    }

    @Override
    public SearchCriteria searchCriteria() {
        session.mayRead();
        return mailbox.searches.criteria(session, fid);
    }

    @Override
    public void search(SearchCriteria.Order order) {
        session.mayWrite();
        mailbox.searches.set(session, fid, order);
    }

    @Override
    public Table hierarchy(HierarchyScope scope) {
        row();
        return new HierarchyTable(session, fid, scope);
    }

    @Override
    public Table contents(ContentsScope scope) {
        return new ContentsTable(session, row(), scope);
    }

    @Override
    public Table conversationMembers() {
        FolderRow row = row();
        if (mailbox.isPublic()) {
            return new ContentsTable(session, row, ContentsScope.MESSAGES);
        }
        if (row.parent() != row.fid()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "conversations are looked for from the root");
        }
        return ContentsTable.ofConversation(session, row);
    }

    @Override
    public List<PropertyTag> tags() {
        return row().tags();
    }

    @Override
    public List<Cell> get(List<PropertyTag> tags, int bytesMax) {
        FolderRow row = row();
        return tags.stream().map(tag -> cell(row, tag, bytesMax)).toList();
    }

    private Cell cell(FolderRow row, PropertyTag tag, int bytesMax) {
        Charset codePage = session.caller().codePage();
        Optional<Value> computed = tag.id() == Tags.ACCESS_CONTROL_LIST_DATA.id()
                ? Optional.of(new Value.Binary(Bytes.wrap(row.accessList(mailbox).encode())))
                : session.reads().computed(row, tag);
        Cell cell = Cells.cell(tag, computed, row.bag(), codePage, _ -> Cells.tooLong());
        return cell instanceof Cell.Present(Value value) && BagCodec.size(value) > bytesMax ? Cells.tooLong() : cell;
    }

    @Override
    public List<PropertyValue> all(int bytesMax) {
        FolderRow row = row();
        return SqlMailboxSession.present(row.tags(), tag -> cell(row, tag, bytesMax));
    }

    @Override
    public List<PropertyProblem> set(List<PropertyValue> values) {
        return write(sql -> {
            var writer = new FolderWriter(session, sql);
            FolderRow row = writer.existing(fid);
            var problems = new ArrayList<PropertyProblem>();
            var lists = new ArrayList<AccessList>();
            PropertyBag bag = row.bag().copy();
            String name = row.name();
            for (int index = 0; index < values.size(); index++) {
                PropertyValue kept = Cells.kept(values.get(index), session.caller().codePage());
                if (kept.tag().equals(Tags.DISPLAY_NAME) && kept.value() instanceof Value.Text(String text)) {
                    name = text;
                } else if (kept.tag().equals(Tags.ACCESS_CONTROL_LIST_DATA)) {
                    int place = index;
                    copied(kept.value()).ifPresentOrElse(lists::add, () -> problems.add(new PropertyProblem(place,
                            kept.tag(), ErrorCode.INVALID_PARAMETER)));
                } else if (FolderRow.isReadOnly(kept.tag())) {
                    problems.add(new PropertyProblem(index, values.get(index).tag(), ErrorCode.COMPUTED_VALUE));
                } else if (tooMuch(kept.value(), bag)) {
                    problems.add(new PropertyProblem(index, values.get(index).tag(), ErrorCode.OUT_OF_MEMORY));
                } else {
                    bag.put(kept.tag(), kept.value());
                }
            }
            writer.update(row, name, bag);
            for (AccessList list : lists) {
                writer.replacePermissions(row, list);
            }
            writer.finish();
            return problems;
        });
    }

    private static Optional<AccessList> copied(Value value) {
        return value instanceof Value.Binary(Bytes bytes) && bytes.length() <= SqlMailboxSession.OBJECT_VALUE_BYTES_MAX
                ? AccessList.copied(bytes) : Optional.empty();
    }

    /// Folders keep all their values in their row, so these are bounded more tightly than a message's.
    private boolean tooMuch(Value value, PropertyBag bag) {
        return BagCodec.size(value) > SqlMailboxSession.OBJECT_VALUE_BYTES_MAX
                || bag.count() >= mailbox.limits.propertiesMax();
    }

    @Override
    public List<PropertyProblem> delete(List<PropertyTag> tags) {
        return write(sql -> {
            var writer = new FolderWriter(session, sql);
            FolderRow row = writer.existing(fid);
            PropertyBag bag = row.bag().copy();
            var problems = new ArrayList<PropertyProblem>();
            for (int index = 0; index < tags.size(); index++) {
                if (FolderRow.isReadOnly(tags.get(index))) {
                    problems.add(new PropertyProblem(index, tags.get(index), ErrorCode.ACCESS_DENIED));
                } else {
                    bag.remove(tags.get(index));
                }
            }
            writer.update(row, row.name(), bag);
            writer.finish();
            return problems;
        });
    }

    @Override
    public ValueStream stream(PropertyTag tag, StreamMode mode) {
        if (tag.id() == SECURITY_DESCRIPTOR_AS_XML) {
            // [MS-OXCPERM] 3.2.5.3: clients then ask for the permissions table.
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "PidTagSecurityDescriptorAsXml");
        }
        return ObjectStream.open(this, tag, mode, SqlMailboxSession.OBJECT_VALUE_BYTES_MAX);
    }
}
