package org.gatehouse.store;

import static java.util.Map.entry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.PredecessorChangeList;
import org.gatehouse.mapi.id.Xid;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// A row of `folder`, and what is computed from it.
///
/// @param deleted when it was softly deleted, as FILETIME; 0 for existing folders
/// @param rights what whoever looks may do here: bits of [FolderRights]
record FolderRow(long fid, long parent, String name, Folder.Type type, Optional<SpecialFolder> special, long cn,
        Counts counts, boolean hasChildren, PropertyBag bag, Optional<AccessList> permissions, long deleted,
        boolean isIpm, boolean hasRules, int rights) {
    private static final String COLUMNS = "f.fid, f.parent, f.name, f.type, f.special, f.cn, f.items, f.unread, "
            + "f.associated_items, f.bytes, EXISTS (SELECT 1 FROM folder c WHERE c.mb = f.mb AND c.parent = f.fid "
            + "AND c.fid <> f.fid AND c.deleted = 0), f.props, f.permissions, f.deleted, f.ipm, f.deleted_items, "
            + "f.deleted_associated, f.deleted_bytes, f.deleted_total, f.hierarchy_changes, f.committed, "
            + "f.contents_committed, f.hierarchy_committed, f.contents_changes, EXISTS (SELECT 1 FROM message m "
            + "WHERE m.mb = f.mb AND m.fid = f.fid AND " + FolderSchema.IS_RULE + ")";
    private static final String ONE = "SELECT " + COLUMNS + " FROM folder f WHERE f.mb = ? AND f.fid = ?";
    private static final String CHILDREN = "SELECT " + COLUMNS + " FROM folder f WHERE f.mb = ? AND f.parent = ? "
            + "AND f.fid <> ? AND f.deleted = 0 ORDER BY f.name_key";
    private static final String DELETED_CHILDREN = "SELECT " + COLUMNS + " FROM folder f WHERE f.mb = ? "
            + "AND f.parent = ? AND f.fid <> ? AND f.deleted > 0 ORDER BY f.name_key";
    /// PidTagAccess, [MS-OXCPRPT] 2.2.1.1.
    private static final int ACCESS_MODIFY = 0x01;
    private static final int ACCESS_READ = 0x02;
    private static final int ACCESS_DELETE = 0x04;
    private static final int ACCESS_HIERARCHY = 0x08;
    private static final int ACCESS_CONTENTS = 0x10;
    private static final int ACCESS_ASSOCIATED = 0x20;
    /// PidTagFolderFlags, [MS-OXCFOLD] 2.2.2.2.1.5.
    private static final int FLAG_IPM = 1;
    private static final int FLAG_SEARCH = 2;
    private static final int FLAG_NORMAL = 4;
    private static final int FLAG_RULES = 8;

    /// @param deletedTotal messages ever deleted from the folder
    /// @param hierarchyChanges grows with every folder made or deleted below
    /// @param committed when the folder itself changed last, as FILETIME
    /// @param contentsCommitted when something in it changed last
    /// @param hierarchyCommitted when a folder came, went or changed last, at whatever depth below
    /// @param contentsChanges grows with every write that touches a message in it
    record Counts(long items, long unread, long associatedItems, long bytes, long deletedItems,
            long deletedAssociated, long deletedBytes, long deletedTotal, long hierarchyChanges, long committed,
            long contentsCommitted, long hierarchyCommitted, long contentsChanges) {}

    long items() {
        return counts.items;
    }

    long associatedItems() {
        return counts.associatedItems;
    }

    private static final PropertyTag STORE_RECORD_KEY = PropertyTag.of(0x0ffa, PropertyType.BINARY);
    private static final PropertyTag DELETED_MESSAGE_COUNT = PropertyTag.of(0x6640, PropertyType.INTEGER32);
    private static final PropertyTag DELETED_ASSOCIATED_COUNT = PropertyTag.of(0x6643, PropertyType.INTEGER32);

    /// [MS-OXCFOLD] 2.2.2.2.1 and [MS-OXCPRPT] 2.2.1. Read-only to callers, the name excepted.
    private static final Map<PropertyTag, BiFunction<FolderRow, Mailbox, @Nullable Value>> COMPUTED = Map.ofEntries(
            entry(Tags.DISPLAY_NAME, (row, _) -> new Value.Text(row.name)),
            entry(Tags.FOLDER_ID, (row, mailbox) -> new Value.Int64(mailbox.id(row.fid).wire())),
            entry(Tags.PARENT_FOLDER_ID, (row, mailbox) -> new Value.Int64(mailbox.id(row.parent).wire())),
            entry(Tags.ENTRY_ID, (row, mailbox) -> new Value.Binary(mailbox.folderEntryId(row.fid))),
            entry(Tags.RECORD_KEY, (row, mailbox) -> new Value.Binary(mailbox.folderEntryId(row.fid))),
            entry(Tags.INSTANCE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.fid))),
            entry(Tags.PARENT_ENTRY_ID, (row, mailbox) -> new Value.Binary(mailbox.folderEntryId(row.parent))),
            entry(Tags.SOURCE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.fid))),
            entry(Tags.PARENT_SOURCE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.parent))),
            entry(Tags.CHANGE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.cn))),
            entry(Tags.CHANGE_NUMBER, (row, mailbox) -> new Value.Int64(mailbox.id(row.cn).wire())),
            entry(Tags.PREDECESSOR_CHANGE_LIST, (row, mailbox) -> new Value.Binary(
                    PredecessorChangeList.EMPTY.with(mailbox.xid(row.cn)).encode())),
            entry(Tags.STORE_ENTRY_ID, (_, mailbox) -> new Value.Binary(mailbox.storeEntryId())),
            entry(STORE_RECORD_KEY, (_, mailbox) -> new Value.Binary(mailbox.storeRecordKey())),
            entry(Tags.MAPPING_SIGNATURE, (_, mailbox) -> new Value.Binary(mailbox.mappingSignature())),
            entry(Tags.OBJECT_TYPE, (_, _) -> new Value.Int32(3)),
            entry(Tags.FOLDER_TYPE, (row, _) -> new Value.Int32(row.type.code())),
            entry(Tags.CONTENT_COUNT, (row, _) -> count(row.counts.items)),
            entry(Tags.CONTENT_UNREAD_COUNT, (row, _) -> count(row.counts.unread)),
            entry(Tags.ASSOCIATED_CONTENT_COUNT, (row, _) -> count(row.counts.associatedItems)),
            entry(Tags.SUBFOLDERS, (row, _) -> new Value.Bool(row.hasChildren)),
            entry(Tags.MESSAGE_SIZE, (row, _) -> new Value.Int64(row.counts.bytes)),
            entry(Tags.FOLDER_FLAGS, (row, _) -> new Value.Int32((row.isIpm ? FLAG_IPM : 0)
                    | (row.type == Folder.Type.SEARCH ? FLAG_SEARCH : FLAG_NORMAL)
                    | (row.hasRules ? FLAG_RULES : 0))),
            // [MS-OXORULE] 2.2.8.1.
            entry(Tags.HAS_RULES, (row, _) -> new Value.Bool(row.hasRules)),
            entry(Tags.HIERARCHY_CHANGE_NUMBER, (row, _) -> count(row.counts.hierarchyChanges)),
            entry(Tags.HIER_REV, (row, _) -> row.since(row.counts.hierarchyCommitted)),
            // 2.2.2.2.1.4: of the directory's object for the folder. No public folder here has one: none takes mail.
            entry(Tags.ADDRESS_BOOK_ENTRY_ID, (_, _) -> null),
            entry(Tags.LOCAL_COMMIT_TIME, (row, _) -> row.since(row.counts.committed)),
            entry(Tags.LOCAL_COMMIT_TIME_MAX, (row, _) -> row.since(
                    Math.max(row.counts.committed, row.counts.contentsCommitted))),
            entry(Tags.DELETED_COUNT_TOTAL, (row, _) -> count(row.counts.deletedTotal)),
            entry(DELETED_MESSAGE_COUNT, (row, _) -> count(row.counts.deletedItems)),
            entry(DELETED_ASSOCIATED_COUNT, (row, _) -> count(row.counts.deletedAssociated)),
            entry(Tags.DELETED_MESSAGE_SIZE, (row, _) -> new Value.Int64(row.counts.deletedBytes)),
            entry(Tags.DELETED_ON, (row, _) -> row.deleted == 0 ? null : new Value.Time(row.deleted)),
            entry(Tags.ACCESS, (row, _) -> new Value.Int32(row.access())),
            entry(Tags.ACCESS_LEVEL, (row, _) -> new Value.Int32(row.may(FolderRights.OWNER) ? 1 : 0)),
            entry(Tags.RIGHTS, (row, _) -> new Value.Int32(row.rights & ~FolderRights.FREE_BUSY)));

    private static final Map<Integer, BiFunction<FolderRow, Mailbox, @Nullable Value>> BY_ID = byId();

    private static Map<Integer, BiFunction<FolderRow, Mailbox, @Nullable Value>> byId() {
        var byId = new TreeMap<Integer, BiFunction<FolderRow, Mailbox, @Nullable Value>>();
        COMPUTED.forEach((tag, function) -> byId.put(tag.id(), function));
        return byId;
    }

    private static Value count(long number) {
        return new Value.Int32((int) Math.min(number, Integer.MAX_VALUE));
    }

    /// What never happened since the folder was made happened then.
    private Value since(long time) {
        return time == 0 && bag.value(Tags.CREATION_TIME).orElse(null) instanceof Value.Time made ? made
                : new Value.Time(time);
    }

    /// Stands for a folder that is no more.
    static FolderRow gone(long fid) {
        return new FolderRow(fid, fid, "", Folder.Type.GENERIC, Optional.empty(), 0,
                new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), false, new PropertyBag(), Optional.empty(), 1, false,
                false, 0);
    }

    /// The row whoever looks, existing or softly deleted; its rights are all of them.
    static Optional<FolderRow> find(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        return sql.one(ONE, FolderRow::read, mailbox.mb, fid);
    }

    /// The same, by a read of its own.
    static Optional<FolderRow> find(Mailbox mailbox, long fid) {
        return mailbox.engine.one(ONE, FolderRow::read, mailbox.mb, fid);
    }

    /// The row as the session's caller may see it: existing and visible, with the caller's rights.
    static Optional<FolderRow> find(Sql sql, SqlMailboxSession session, long fid) throws SQLException {
        return find(sql, session, fid, false);
    }

    /// @param gone whether a softly deleted folder is wanted instead of an existing one
    static Optional<FolderRow> find(Sql sql, SqlMailboxSession session, long fid, boolean gone) throws SQLException {
        return find(sql, session.mailbox(), fid).filter(row -> row.deleted != 0 == gone)
                .map(session.access()::seen).filter(row -> row.may(FolderRights.VISIBLE));
    }

    static List<FolderRow> children(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        return sql.list(CHILDREN, FolderRow::read, mailbox.mb, fid, fid);
    }

    /// Those that the session's caller may see, with the caller's rights.
    static List<FolderRow> children(Sql sql, SqlMailboxSession session, long fid) throws SQLException {
        return visible(session, children(sql, session.mailbox(), fid));
    }

    static List<FolderRow> deletedChildren(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        return sql.list(DELETED_CHILDREN, FolderRow::read, mailbox.mb, fid, fid);
    }

    /// Softly deleted folders at any depth below.
    static List<FolderRow> allDeletedBelow(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        var all = new ArrayList<FolderRow>();
        for (FolderRow child : deletedChildren(sql, mailbox, fid)) {
            all.addAll(allDeletedBelow(sql, mailbox, child.fid()));
            all.add(child);
        }
        return all;
    }

    /// Folders that were softly deleted from here, as the session's caller may see them.
    static List<FolderRow> deletedChildren(Sql sql, SqlMailboxSession session, long fid) throws SQLException {
        return visible(session, deletedChildren(sql, session.mailbox(), fid));
    }

    private static List<FolderRow> visible(SqlMailboxSession session, List<FolderRow> rows) {
        return rows.stream().map(session.access()::seen).filter(row -> row.may(FolderRights.VISIBLE)).toList();
    }

    private static FolderRow read(ResultSet row) throws SQLException {
        String special = row.getString(5);
        var counts = new Counts(row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10), row.getLong(16),
                row.getLong(17), row.getLong(18), row.getLong(19), row.getLong(20), row.getLong(21),
                row.getLong(22), row.getLong(23), row.getLong(24));
        return new FolderRow(row.getLong(1), row.getLong(2), row.getString(3), Folder.Type.of(row.getInt(4)),
                special == null ? Optional.empty() : Optional.of(SpecialFolder.valueOf(special)), row.getLong(6),
                counts, row.getBoolean(11), BagCodec.decode(row.getBytes(12)),
                AccessList.ofColumn(row.getBytes(13)), row.getLong(14), row.getInt(15) != 0, row.getBoolean(25),
                FolderRights.FULL);
    }

    /// The list that holds here, the usual one when nobody has given one.
    AccessList accessList(Mailbox mailbox) {
        return permissions.orElseGet(() -> AccessList.usual(special, mailbox.isPublic()));
    }

    FolderRow withRights(int seen) {
        return new FolderRow(fid, parent, name, type, special, cn, counts, hasChildren, bag, permissions, deleted,
                isIpm, hasRules, seen);
    }

    /// Whether all of `wanted` is held; an owner of the folder may see it.
    boolean may(int wanted) {
        return (rights & wanted) == wanted;
    }

    /// [MS-OXCPRPT] 2.2.1.1.
    private int access() {
        boolean owner = may(FolderRights.OWNER);
        return (owner ? ACCESS_MODIFY | ACCESS_DELETE | ACCESS_ASSOCIATED : 0)
                | (may(FolderRights.VISIBLE) ? ACCESS_READ : 0)
                | (may(FolderRights.CREATE_SUBFOLDER) ? ACCESS_HIERARCHY : 0)
                | (may(FolderRights.CREATE) ? ACCESS_CONTENTS : 0);
    }

    static boolean isComputed(PropertyTag tag) {
        return BY_ID.containsKey(tag.id());
    }

    /// Whether only the server sets it: what is computed, and the general times ([MS-OXCFOLD] 2.2.2.1).
    static boolean isReadOnly(PropertyTag tag) {
        return isComputed(tag) || tag.id() == Tags.CREATION_TIME.id() || tag.id() == Tags.LAST_MODIFICATION_TIME.id();
    }

    static List<PropertyTag> computedTags() {
        return COMPUTED.keySet().stream().sorted().toList();
    }

    Optional<Value> computed(PropertyTag tag, Mailbox mailbox) {
        var function = BY_ID.get(tag.id());
        Value value = function == null ? null : function.apply(this, mailbox);
        if (tag.equals(Tags.MESSAGE_SIZE) && value instanceof Value.Int64(long bytes)) {
            return Optional.of(count(bytes)); // PidTagMessageSizeExtended is the same id with eight bytes
        }
        return Optional.ofNullable(value);
    }

    List<PropertyTag> tags() {
        var tags = new ArrayList<>(computedTags());
        tags.removeIf(tag -> deleted == 0 && tag.equals(Tags.DELETED_ON) || tag.equals(Tags.ADDRESS_BOOK_ENTRY_ID));
        bag.entries().stream().map(PropertyBag.Entry::tag).filter(tag -> !isComputed(tag)).forEach(tags::add);
        return tags;
    }
}
