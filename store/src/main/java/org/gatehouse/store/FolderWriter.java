package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Changes of folders within one write ([MS-OXCFOLD] 3.2.5).
final class FolderWriter {
    private final Mailbox mailbox;
    private final Sql sql;
    private final MessageWriter messages;
    private final List<StoreEvent> events = new ArrayList<>();

    FolderWriter(Mailbox mailbox, Sql sql) {
        this.mailbox = mailbox;
        this.sql = sql;
        this.messages = new MessageWriter(mailbox, sql);
    }

    FolderRow existing(long fid) throws SQLException {
        return FolderRow.find(sql, mailbox, fid)
                .orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND, "no folder " + Mailbox.id(fid)));
    }

    private Optional<Long> named(long parent, String name) throws SQLException {
        return sql.one("SELECT fid FROM folder WHERE mb = ? AND parent = ? AND name_key = ? AND fid <> parent",
                row -> row.getLong(1), mailbox.mb, parent, MailboxRows.nameKey(name));
    }

    record Created(long fid, boolean existed) {}

    Created create(long parent, String name, String comment, Folder.Type type, boolean openExisting)
            throws SQLException {
        existing(parent);
        Optional<Long> same = named(parent, checkedName(name));
        if (same.isPresent()) {
            if (openExisting) {
                return new Created(same.get(), true);
            }
            throw new MailboxException(ErrorCode.COLLIDING_NAMES, "there is a folder " + name + " already");
        }
        long count = sql.one("SELECT COUNT(*) FROM folder WHERE mb = ?", row -> row.getLong(1), mailbox.mb).orElse(0L);
        if (count >= mailbox.limits.foldersMax() || depth(parent) + 1 > mailbox.limits.folderDepthMax()) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too many folders, or too deep");
        }
        var bag = new PropertyBag();
        bag.put(Tags.CREATION_TIME, new Value.Time(mailbox.now()));
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(mailbox.now()));
        if (!comment.isEmpty()) {
            bag.put(Tags.COMMENT, new Value.Text(comment));
        }
        long fid = insert(parent, name, type, bag);
        events.add(event(StoreEvent.Kind.CREATED, parent, fid));
        return new Created(fid, false);
    }

    private long insert(long parent, String name, Folder.Type type, PropertyBag bag) throws SQLException {
        long fid = MailboxRows.takeCounters(sql, mailbox.mb, 2);
        sql.update("INSERT INTO folder (mb, fid, parent, name, name_key, type, special, cn, items, unread, "
                + "associated_items, bytes, props) VALUES (?, ?, ?, ?, ?, ?, NULL, ?, 0, 0, 0, 0, ?)", mailbox.mb, fid,
                parent, name, MailboxRows.nameKey(name), type.code(), fid + 1, BagCodec.encode(bag));
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

    private int depth(long fid) throws SQLException {
        int depth = 0;
        for (FolderRow row = existing(fid); row.parent() != row.fid(); row = existing(row.parent())) {
            depth++;
        }
        return depth;
    }

    /// Writes a folder's own properties and name.
    void update(FolderRow row, String name, PropertyBag bag) throws SQLException {
        if (!name.equals(row.name())) {
            if (row.special().isPresent()) {
                throw new MailboxException(ErrorCode.ACCESS_DENIED, row.name() + " keeps its name");
            }
            Optional<Long> same = named(row.parent(), checkedName(name));
            if (same.isPresent() && same.get() != row.fid()) {
                throw new MailboxException(ErrorCode.COLLIDING_NAMES, "there is a folder " + name + " already");
            }
        }
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(mailbox.now()));
        long cn = MailboxRows.takeCounters(sql, mailbox.mb, 1);
        sql.update("UPDATE folder SET name = ?, name_key = ?, cn = ?, props = ? WHERE mb = ? AND fid = ?", name,
                MailboxRows.nameKey(name), cn, BagCodec.encode(bag), mailbox.mb, row.fid());
        events.add(event(StoreEvent.Kind.MODIFIED, row.parent(), row.fid()));
    }

    /// [MS-OXCFOLD] 3.2.5.3.
    void delete(long parent, long fid, Set<Folder.DeleteFlag> flags) throws SQLException {
        FolderRow row = childOf(parent, fid);
        if (row.special().isPresent()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, row.name() + " belongs to the mailbox");
        }
        if (row.hasChildren() && !flags.contains(Folder.DeleteFlag.FOLDERS)) {
            throw new MailboxException(ErrorCode.HAS_FOLDERS, row.name() + " holds folders");
        }
        if (row.items() + row.associatedItems() > 0 && !flags.contains(Folder.DeleteFlag.MESSAGES)) {
            throw new MailboxException(ErrorCode.HAS_MESSAGES, row.name() + " holds messages");
        }
        for (FolderRow child : FolderRow.children(sql, mailbox, fid)) {
            delete(fid, child.fid(), Set.of(Folder.DeleteFlag.FOLDERS, Folder.DeleteFlag.MESSAGES));
        }
        drop(row);
    }

    private void drop(FolderRow row) throws SQLException {
        for (String table : List.of("content", "attachment")) {
            sql.update("DELETE FROM " + table + " WHERE mb = ? AND mid IN (SELECT mid FROM message WHERE mb = ? "
                    + "AND fid = ?)", mailbox.mb, mailbox.mb, row.fid());
        }
        sql.update("DELETE FROM message WHERE mb = ? AND fid = ?", mailbox.mb, row.fid());
        sql.update("DELETE FROM folder WHERE mb = ? AND fid = ?", mailbox.mb, row.fid());
        sql.update("DELETE FROM receive_folder WHERE mb = ? AND fid = ?", mailbox.mb, row.fid());
        events.add(event(StoreEvent.Kind.DELETED, row.parent(), row.fid()));
    }

    /// Everything in a folder but special folders; true when one of those stayed.
    boolean empty(long fid, boolean withAssociated) throws SQLException {
        existing(fid);
        boolean stayed = false;
        for (FolderRow child : FolderRow.children(sql, mailbox, fid)) {
            if (child.special().isPresent()) {
                stayed = true;
            } else {
                delete(fid, child.fid(), Set.of(Folder.DeleteFlag.FOLDERS, Folder.DeleteFlag.MESSAGES));
            }
        }
        for (long mid : messageIds(fid, withAssociated)) {
            messages.delete(fid, mid);
        }
        return stayed;
    }

    private List<Long> messageIds(long fid, boolean withAssociated) throws SQLException {
        return sql.list("SELECT mid FROM message WHERE mb = ? AND fid = ? AND associated <= ?", row -> row.getLong(1),
                mailbox.mb, fid, withAssociated);
    }

    /// [MS-OXCFOLD] 3.2.5.8.
    void move(long parent, long fid, long target, String newName) throws SQLException {
        FolderRow row = childOf(parent, fid);
        if (row.special().isPresent()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, row.name() + " belongs to the mailbox");
        }
        String name = checkedName(newName.isEmpty() ? row.name() : newName);
        refuseCycle(fid, target);
        Optional<Long> same = named(target, name);
        if (same.isPresent() && same.get() != fid) {
            throw new MailboxException(ErrorCode.COLLIDING_NAMES, "there is a folder " + name + " already");
        }
        long cn = MailboxRows.takeCounters(sql, mailbox.mb, 1);
        sql.update("UPDATE folder SET parent = ?, name = ?, name_key = ?, cn = ? WHERE mb = ? AND fid = ?", target,
                name,
                MailboxRows.nameKey(name), cn, mailbox.mb, fid);
        events.add(new StoreEvent(StoreEvent.Kind.MOVED, Mailbox.id(target), Mailbox.id(fid), false,
                Optional.of(Mailbox.id(parent)), Optional.of(Mailbox.id(fid)), "", 0, List.of(), 0, 0));
    }

    /// [MS-OXCFOLD] 3.2.5.9.
    void copy(long parent, long fid, long target, String newName, boolean recursive) throws SQLException {
        FolderRow row = childOf(parent, fid);
        String name = checkedName(newName.isEmpty() ? row.name() : newName);
        if (recursive) {
            refuseCycle(fid, target);
        }
        Created made = create(target, name, "", Folder.Type.GENERIC, false);
        PropertyBag bag = row.bag().copy();
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(mailbox.now()));
        sql.update("UPDATE folder SET props = ? WHERE mb = ? AND fid = ?", BagCodec.encode(bag), mailbox.mb, made.fid);
        for (long mid : messageIds(fid, true)) {
            messages.copy(fid, mid, made.fid);
        }
        if (recursive) {
            for (FolderRow child : FolderRow.children(sql, mailbox, fid)) {
                copy(fid, child.fid(), made.fid, child.name(), true);
            }
        }
    }

    private void refuseCycle(long fid, long target) throws SQLException {
        for (FolderRow row = existing(target); ; row = existing(row.parent())) {
            if (row.fid() == fid) {
                throw new MailboxException(ErrorCode.FOLDER_CYCLE, "a folder within itself");
            }
            if (row.parent() == row.fid()) {
                return;
            }
        }
    }

    private FolderRow childOf(long parent, long fid) throws SQLException {
        FolderRow row = existing(fid);
        if (row.parent() != parent || row.fid() == parent) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no folder " + Mailbox.id(fid) + " here");
        }
        return row;
    }

    private static StoreEvent event(StoreEvent.Kind kind, long parent, long fid) {
        return new StoreEvent(kind, Mailbox.id(parent), Mailbox.id(fid), false, Optional.empty(), Optional.empty(), "",
                0,
                List.of(), 0, 0);
    }

    /// Once, at the end.
    void finish() throws SQLException {
        var all = List.copyOf(events);
        sql.afterCommit(() -> {
            mailbox.hierarchyGeneration().incrementAndGet();
            all.forEach(event -> mailbox.contentGeneration(event.object().counter()).incrementAndGet());
            mailbox.events.publish(all);
        });
        messages.finish();
    }
}
