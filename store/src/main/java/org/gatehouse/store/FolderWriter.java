package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Changes of folders within one write, as far as the session's caller may make them ([MS-OXCFOLD] 3.2.5).
final class FolderWriter {
    /// What a softly deleted folder's key is made of besides its name, so that its name is free again.
    private static final String DELETED_MARK = "\u001f";

    private final SqlMailboxSession session;
    private final Mailbox mailbox;
    private final FolderAccess access;
    private final Sql sql;
    private final MessageWriter messages;
    private final List<StoreEvent> events = new ArrayList<>();
    /// Folders that have another number of folders right below them.
    private final Set<Long> parents = new TreeSet<>();

    FolderWriter(SqlMailboxSession session, Sql sql) {
        this.session = session;
        this.mailbox = session.mailbox();
        this.access = session.access();
        this.sql = sql;
        this.messages = new MessageWriter(mailbox, sql, access.isFull() ? null : session.caller());
    }

    MessageWriter messages() {
        return messages;
    }

    FolderRow existing(long fid) throws SQLException {
        return access.visible(sql, fid);
    }

    /// A folder, or none, whoever looks: names are taken by those one does not see too.
    private Optional<FolderRow> named(long parent, String name) throws SQLException {
        Optional<Long> fid = sql.one("SELECT fid FROM folder WHERE mb = ? AND parent = ? AND name_key = ? "
                + "AND fid <> parent", row -> row.getLong(1), mailbox.mb, parent, MailboxRows.nameKey(name));
        return fid.isEmpty() ? Optional.empty() : FolderRow.find(sql, mailbox, fid.get());
    }

    private void requireFree(long parent, String name, long except) throws SQLException {
        Optional<FolderRow> same = named(parent, checkedName(name));
        if (same.isPresent() && same.get().fid() != except) {
            throw new MailboxException(ErrorCode.COLLIDING_NAMES, "there is a folder " + name + " already");
        }
    }

    record Created(long fid, boolean existed) {}

    Created create(long parent, String name, String comment, Folder.Type type, boolean openExisting)
            throws SQLException {
        FolderRow above = existing(parent);
        Optional<FolderRow> same = named(parent, checkedName(name)).map(access::seen);
        if (same.isPresent()) {
            if (openExisting && same.get().may(FolderRights.VISIBLE)) {
                return new Created(same.get().fid(), true);
            }
            throw new MailboxException(ErrorCode.COLLIDING_NAMES, "there is a folder " + name + " already");
        }
        access.require(above, FolderRights.CREATE_SUBFOLDER);
        requireHolder(above);
        if (type == Folder.Type.SEARCH && mailbox.isPublic()) {
            // [MS-OXCFOLD] 3.2.5.2: the text has ecNotSupported, 2010 answers so (product note 12).
            throw new MailboxException(ErrorCode.GENERAL_FAILURE, "search folders among public folders");
        }
        long count = sql.one("SELECT COUNT(*) FROM folder WHERE mb = ?", row -> row.getLong(1), mailbox.mb).orElse(0L);
        if (count >= mailbox.limits.foldersMax() || depth(above) + 1 > mailbox.limits.folderDepthMax()) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too many folders, or too deep");
        }
        var bag = new PropertyBag();
        bag.put(Tags.CREATION_TIME, new Value.Time(mailbox.now()));
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(mailbox.now()));
        if (!comment.isEmpty()) {
            bag.put(Tags.COMMENT, new Value.Text(comment));
        }
        long fid = insert(above, name, type, bag);
        changedBelow(parent);
        events.add(event(StoreEvent.Kind.CREATED, parent, fid, List.of()));
        return new Created(fid, false);
    }

    private static void requireHolder(FolderRow above) {
        if (above.type() == Folder.Type.SEARCH) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, above.name() + " holds links, no folders");
        }
    }

    /// A folder starts with its parent's permissions; who makes one in another's tree owns it.
    private long insert(FolderRow above, String name, Folder.Type type, PropertyBag bag) throws SQLException {
        long fid = MailboxRows.takeCounters(sql, mailbox.mb, 3);
        Optional<AccessList> permissions = above.permissions();
        if (permissions.isEmpty() && mailbox.isPublic()) {
            permissions = Optional.of(above.accessList(mailbox));
        }
        if (!access.isFull() || mailbox.isPublic()) {
            long member = fid + 2;
            permissions = Optional.of(permissions.orElseGet(() -> above.accessList(mailbox))
                    .withOwner(session.caller(), () -> member));
        }
        sql.update("INSERT INTO folder (mb, fid, parent, name, name_key, type, special, cn, items, unread, "
                + "associated_items, bytes, props, permissions, ipm, committed) "
                + "VALUES (?, ?, ?, ?, ?, ?, NULL, ?, 0, 0, 0, 0, ?, ?, ?, ?)", mailbox.mb, fid, above.fid(), name,
                MailboxRows.nameKey(name), type.code(), fid + 1, BagCodec.encode(bag),
                permissions.map(AccessList::encode).orElse(null), above.isIpm(), mailbox.now());
        return fid;
    }

    private String checkedName(String name) {
        if (name.isEmpty()) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "a folder without a name");
        }
        if (name.length() > mailbox.limits.folderNameCharsMax()) {
            throw new MailboxException(ErrorCode.STRING_TOO_LONG, "folder name of " + name.length() + " characters");
        }
        return name;
    }

    private FolderRow row(long fid) throws SQLException {
        return FolderRow.find(sql, mailbox, fid)
                .orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND, "no folder " + mailbox.id(fid)));
    }

    private int depth(FolderRow folder) throws SQLException {
        int depth = 0;
        for (FolderRow at = folder; at.parent() != at.fid(); at = row(at.parent())) {
            depth++;
        }
        return depth;
    }

    /// Levels of folders below.
    private int height(long fid) throws SQLException {
        int height = 0;
        for (FolderRow child : FolderRow.children(sql, mailbox, fid)) {
            height = Math.max(height, 1 + height(child.fid()));
        }
        return height;
    }

    /// PidTagHierarchyChangeNumber and PidTagLocalCommitTimeMax ([MS-OXCFOLD] 2.2.2.2.1.8, 2.2.2.2.1.14).
    private void changedBelow(long parent) throws SQLException {
        sql.update("UPDATE folder SET hierarchy_changes = hierarchy_changes + 1, contents_committed = ? "
                + "WHERE mb = ? AND fid = ?", mailbox.now(), mailbox.mb, parent);
        hierarchyChanged(parent);
        parents.add(parent);
    }

    /// PidTagHierRev ([MS-OXCFOLD] 2.2.2.2.1.9).
    private void hierarchyChanged(long parent) throws SQLException {
        sql.update(FolderSchema.HIERARCHY_CHANGED, mailbox.now(), mailbox.mb, parent, mailbox.mb);
    }

    /// Those that have a folder more or less look different themselves (the fifth example of [MS-OXCNOTIF] 4).
    private void tellParents() throws SQLException {
        for (long parent : parents) {
            Optional<FolderRow> row = FolderRow.find(sql, mailbox, parent);
            row.ifPresent(found -> events.add(event(StoreEvent.Kind.MODIFIED, found.parent(), parent,
                    List.of(Tags.FOLDER_CHILD_COUNT, Tags.SUBFOLDERS))));
        }
    }

    /// Writes a folder's own properties and name. Clients give a mailbox's first folders the names of their language.
    void update(FolderRow row, String name, PropertyBag bag) throws SQLException {
        access.require(row, FolderRights.OWNER);
        if (!name.equals(row.name())) {
            boolean nameless = row.parent() == row.fid() || mailbox.isPublic() && row.special().isPresent();
            if (nameless) {
                throw new MailboxException(ErrorCode.ACCESS_DENIED, row.name() + " keeps its name");
            }
            requireFree(row.parent(), name, row.fid());
        }
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(mailbox.now()));
        long cn = MailboxRows.takeCounters(sql, mailbox.mb, 1);
        sql.update("UPDATE folder SET name = ?, name_key = ?, cn = ?, props = ?, committed = ? "
                + "WHERE mb = ? AND fid = ?", name, MailboxRows.nameKey(name), cn, BagCodec.encode(bag), mailbox.now(),
                mailbox.mb, row.fid());
        hierarchyChanged(row.parent());
        var changed = new ArrayList<>(bag.differences(row.bag()));
        if (!name.equals(row.name())) {
            changed.add(Tags.DISPLAY_NAME);
        }
        events.add(event(StoreEvent.Kind.MODIFIED, row.parent(), row.fid(), changed));
    }

    /// [MS-OXCPERM] 3.2.5.2.
    void modifyPermissions(long fid, List<FolderPermission.Change> changes, boolean replace, boolean withFreeBusy)
            throws SQLException {
        FolderRow row = access.require(sql, fid, FolderRights.OWNER);
        long first = MailboxRows.takeCounters(sql, mailbox.mb, changes.size() + 1);
        LongSupplier members = new java.util.concurrent.atomic.AtomicLong(first)::getAndIncrement;
        AccessList list = row.accessList(mailbox).changed(changes, replace, withFreeBusy, members);
        sql.update("UPDATE folder SET permissions = ?, cn = ?, committed = ? WHERE mb = ? AND fid = ?", list.encode(),
                first + changes.size(), mailbox.now(), mailbox.mb, fid);
        events.add(event(StoreEvent.Kind.MODIFIED, row.parent(), fid, List.of()));
    }

    /// The list of another folder, by PidTagAccessControlListData ([MS-OXCPERM] 2.2.3).
    void replacePermissions(FolderRow row, AccessList list) throws SQLException {
        access.require(row, FolderRights.OWNER);
        long first = MailboxRows.takeCounters(sql, mailbox.mb, list.rows().size());
        byte[] own = list.renumbered(new java.util.concurrent.atomic.AtomicLong(first)::getAndIncrement).encode();
        sql.update("UPDATE folder SET permissions = ? WHERE mb = ? AND fid = ?", own, mailbox.mb, row.fid());
    }

    /// [MS-OXCFOLD] 3.2.5.3. True when parts of it had to stay. What was softly deleted can only be deleted hard.
    boolean delete(long parent, long fid, Set<Folder.DeleteFlag> flags) throws SQLException {
        FolderRow row = childOf(parent, fid);
        if (row.deleted() != 0 && !flags.contains(Folder.DeleteFlag.HARD)) {
            throw new MailboxException(ErrorCode.NOT_FOUND, row.name() + " was deleted before");
        }
        if (row.special().isPresent()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, row.name() + " belongs to the mailbox");
        }
        access.require(row, FolderRights.OWNER);
        if (row.hasChildren() && !flags.contains(Folder.DeleteFlag.FOLDERS)) {
            throw new MailboxException(ErrorCode.HAS_FOLDERS, row.name() + " holds folders");
        }
        boolean holds = row.type() != Folder.Type.SEARCH && row.items() + row.associatedItems() > 0;
        if (holds && !flags.contains(Folder.DeleteFlag.MESSAGES)) {
            throw new MailboxException(ErrorCode.HAS_MESSAGES, row.name() + " holds messages");
        }
        return !remove(row, flags.contains(Folder.DeleteFlag.HARD));
    }

    /// Removes a folder with all below; what the caller may not delete stays with the folders above it.
    private boolean remove(FolderRow row, boolean hard) throws SQLException {
        boolean mayGo = row.special().isEmpty() && row.may(FolderRights.OWNER);
        for (FolderRow child : FolderRow.children(sql, mailbox, row.fid())) {
            mayGo &= remove(access.seen(child), hard);
        }
        if (!mayGo) {
            return false;
        }
        boolean forgotten = hard || row.type() == Folder.Type.SEARCH;
        if (forgotten) {
            dropAll(row);
        } else {
            messages.links().forgetMessagesOf(row.fid());
            sql.update("UPDATE folder SET deleted = ?, name_key = ?, cn = ? WHERE mb = ? AND fid = ?", mailbox.now(),
                    MailboxRows.nameKey(row.name()) + DELETED_MARK + row.fid(),
                    MailboxRows.takeCounters(sql, mailbox.mb, 1), mailbox.mb, row.fid());
        }
        sql.update("DELETE FROM receive_folder WHERE mb = ? AND fid = ?", mailbox.mb, row.fid());
        changedBelow(row.parent());
        events.add(event(StoreEvent.Kind.DELETED, row.parent(), row.fid(), List.of()));
        return true;
    }

    /// Forgets a folder, what is in it, and what was softly deleted below.
    void dropAll(FolderRow row) throws SQLException {
        for (FolderRow child : FolderRow.allDeletedBelow(sql, mailbox, row.fid())) {
            drop(child);
        }
        drop(row);
    }

    private void drop(FolderRow row) throws SQLException {
        var links = messages.links();
        links.forgetMessagesOf(row.fid());
        links.forgetFolder(row.fid());
        for (String table : List.of("content", "attachment")) {
            sql.update("DELETE FROM " + table + " WHERE mb = ? AND mid IN (SELECT mid FROM message WHERE mb = ? "
                    + "AND fid = ?)", mailbox.mb, mailbox.mb, row.fid());
        }
        sql.update("DELETE FROM message WHERE mb = ? AND fid = ?", mailbox.mb, row.fid());
        sql.update("DELETE FROM folder WHERE mb = ? AND fid = ?", mailbox.mb, row.fid());
        PerUserRows.forget(sql, mailbox, row.fid());
    }

    /// Everything in a folder but special folders and what the caller may not delete; true when something stayed.
    boolean empty(long fid, boolean withAssociated, boolean hard) throws SQLException {
        FolderRow row = existing(fid);
        if (row.type() != Folder.Type.GENERIC) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, row.name() + " cannot be emptied");
        }
        boolean stayed = false;
        for (FolderRow child : FolderRow.children(sql, mailbox, fid)) {
            FolderRow seen = access.seen(child);
            if (seen.special().isPresent() || !remove(seen, hard)) {
                stayed = true;
            }
        }
        for (long mid : messageIds(fid, withAssociated)) {
            stayed |= !messages.deleteTelling(fid, mid, found -> access.mayDelete(row, found), hard);
        }
        return stayed;
    }

    /// The folder in which a message that a search folder links to lies.
    Optional<FolderRow> linked(long search, long mid) throws SQLException {
        Optional<Long> fid = sql.one("SELECT m.fid FROM search_link l JOIN message m ON m.mb = l.mb AND m.mid = l.mid "
                + "WHERE l.mb = ? AND l.fid = ? AND l.mid = ?", row -> row.getLong(1), mailbox.mb, search, mid);
        return fid.isEmpty() ? Optional.empty() : FolderRow.find(sql, session, fid.get());
    }

    /// Refuses to put messages where the caller may not, or where there can be none.
    ///
    /// @throws MailboxException NOT_FOUND, ACCESS_DENIED, SEARCH_FOLDER (MS-OXCFOLD_R1246)
    FolderRow requireRoom(long fid) throws SQLException {
        FolderRow target = access.require(sql, fid, FolderRights.CREATE);
        if (target.type() == Folder.Type.SEARCH) {
            throw new MailboxException(ErrorCode.SEARCH_FOLDER, target.name() + " holds links only");
        }
        return target;
    }

    private List<Long> messageIds(long fid, boolean withAssociated) throws SQLException {
        return sql.list("SELECT mid FROM message WHERE mb = ? AND fid = ? AND associated <= ?", row -> row.getLong(1),
                mailbox.mb, fid, withAssociated);
    }

    /// [MS-OXCFOLD] 3.2.5.7. Moving a softly deleted folder brings it back.
    void move(long parent, long fid, long target, String newName) throws SQLException {
        FolderRow row = childOf(parent, fid);
        if (row.special().isPresent()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, row.name() + " belongs to the mailbox");
        }
        access.require(row, FolderRights.OWNER);
        FolderRow above = existing(target);
        if (target != parent) {
            access.require(above, FolderRights.CREATE_SUBFOLDER);
        }
        requireHolder(above);
        String name = checkedName(newName.isEmpty() ? row.name() : newName);
        refuseCycle(fid, above);
        requireFree(target, name, fid);
        if (target != parent && depth(above) + 1 + height(fid) > mailbox.limits.folderDepthMax()) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too deep");
        }
        long cn = MailboxRows.takeCounters(sql, mailbox.mb, 1);
        sql.update("UPDATE folder SET parent = ?, name = ?, name_key = ?, cn = ?, deleted = 0, committed = ? "
                + "WHERE mb = ? AND fid = ?", target, name, MailboxRows.nameKey(name), cn, mailbox.now(), mailbox.mb,
                fid);
        restoreBelow(fid, row.deleted(), above.isIpm());
        changedBelow(parent);
        changedBelow(target);
        events.add(StoreEvent.ofFolder(StoreEvent.Kind.MOVED, mailbox.id(target), mailbox.id(fid), mailbox.id(parent),
                mailbox.id(fid)));
    }

    /// The folders below come along: back from deletion when they went with the one moved.
    private void restoreBelow(long fid, long deleted, boolean ipm) throws SQLException {
        sql.update("UPDATE folder SET ipm = ? WHERE mb = ? AND fid = ?", ipm, mailbox.mb, fid);
        List<FolderRow> below = new ArrayList<>(FolderRow.children(sql, mailbox, fid));
        if (deleted != 0) {
            for (FolderRow child : FolderRow.deletedChildren(sql, mailbox, fid)) {
                if (child.deleted() == deleted && named(fid, child.name()).isEmpty()) {
                    sql.update("UPDATE folder SET deleted = 0, name_key = ? WHERE mb = ? AND fid = ?",
                            MailboxRows.nameKey(child.name()), mailbox.mb, child.fid());
                    below.add(child);
                }
            }
        }
        messages.links().reconsiderMessagesOf(fid);
        for (FolderRow child : below) {
            restoreBelow(child.fid(), deleted, ipm);
        }
    }

    /// [MS-OXCFOLD] 3.2.5.8. True when something could not be copied. Of a search folder the order and what was found
    /// are duplicated: it has no messages of its own.
    boolean copy(long parent, long fid, long target, String newName, boolean recursive) throws SQLException {
        FolderRow row = childOf(parent, fid);
        boolean search = row.type() == Folder.Type.SEARCH;
        if (search) {
            access.require(row, FolderRights.OWNER); // who copies it gives an order to search
        }
        String name = checkedName(newName.isEmpty() ? row.name() : newName);
        if (recursive) {
            refuseCycle(fid, existing(target));
        }
        Created made = create(target, name, "", row.type(), false);
        events.removeIf(event -> event.kind() == StoreEvent.Kind.CREATED
                && event.object().equals(mailbox.id(made.fid)));
        events.add(StoreEvent.ofFolder(StoreEvent.Kind.COPIED, mailbox.id(target), mailbox.id(made.fid),
                mailbox.id(parent), mailbox.id(fid)));
        PropertyBag bag = row.bag().copy();
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(mailbox.now()));
        sql.update("UPDATE folder SET props = ? WHERE mb = ? AND fid = ?", BagCodec.encode(bag), mailbox.mb, made.fid);
        if (search) {
            Search.copy(sql, mailbox, row, made.fid);
        }
        boolean partial = false;
        for (long mid : messageIds(fid, true)) {
            partial |= !messages.copy(fid, mid, found -> access.mayRead(row, found), made.fid);
        }
        if (recursive) {
            for (FolderRow child : FolderRow.children(sql, mailbox, fid)) {
                int needed = child.type() == Folder.Type.SEARCH ? FolderRights.OWNER : FolderRights.VISIBLE;
                boolean skipped = !access.seen(child).may(needed);
                partial |= skipped || copy(fid, child.fid(), made.fid, child.name(), true);
            }
        }
        return partial;
    }

    private void refuseCycle(long fid, FolderRow target) throws SQLException {
        for (FolderRow at = target; ; at = row(at.parent())) {
            if (at.fid() == fid) {
                throw new MailboxException(ErrorCode.FOLDER_CYCLE, "a folder within itself");
            }
            if (at.parent() == at.fid()) {
                return;
            }
        }
    }

    /// A folder right below another, softly deleted or not, as the caller may see it.
    private FolderRow childOf(long parent, long fid) throws SQLException {
        FolderRow row = access.found(sql, fid);
        if (row.parent() == row.fid()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not with the root folder");
        }
        if (row.parent() != parent) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no folder " + mailbox.id(fid) + " here");
        }
        return row;
    }

    private StoreEvent event(StoreEvent.Kind kind, long parent, long fid, List<PropertyTag> changed) {
        return StoreEvent.ofFolder(kind, mailbox.id(parent), mailbox.id(fid), changed);
    }

    /// Once, at the end.
    void finish() throws SQLException {
        session.quota().require(sql, messages.counters().growth());
        tellParents();
        mailbox.changed(sql, Change.of(events.stream().map(event -> event.object().counter())
                .collect(Collectors.toSet()), events).by(session));
        messages.finish();
    }
}
