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

/// A row of `folder`, and what is computed from it.
record FolderRow(long fid, long parent, String name, Folder.Type type, Optional<SpecialFolder> special, long cn,
        long items, long unread, long associatedItems, long bytes, boolean hasChildren, PropertyBag bag) {
    private static final String COLUMNS = "f.fid, f.parent, f.name, f.type, f.special, f.cn, f.items, f.unread, "
            + "f.associated_items, f.bytes, EXISTS (SELECT 1 FROM folder c WHERE c.mb = f.mb AND c.parent = f.fid "
            + "AND c.fid <> f.fid), f.props";
    private static final PropertyTag STORE_RECORD_KEY = PropertyTag.of(0x0ffa, PropertyType.BINARY);

    /// [MS-OXCFOLD] 2.2.2.2.1 and [MS-OXCPRPT] 2.2.1. Read-only to callers, the name excepted.
    private static final Map<PropertyTag, BiFunction<FolderRow, Mailbox, Value>> COMPUTED = Map.ofEntries(
            entry(Tags.DISPLAY_NAME, (row, _) -> new Value.Text(row.name)),
            entry(Tags.FOLDER_ID, (row, _) -> new Value.Int64(Mailbox.id(row.fid).wire())),
            entry(Tags.PARENT_FOLDER_ID, (row, _) -> new Value.Int64(Mailbox.id(row.parent).wire())),
            entry(Tags.ENTRY_ID, (row, mailbox) -> new Value.Binary(mailbox.folderEntryId(row.fid))),
            entry(Tags.RECORD_KEY, (row, mailbox) -> new Value.Binary(mailbox.folderEntryId(row.fid))),
            entry(Tags.INSTANCE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.fid))),
            entry(Tags.PARENT_ENTRY_ID, (row, mailbox) -> new Value.Binary(mailbox.folderEntryId(row.parent))),
            entry(Tags.SOURCE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.fid))),
            entry(Tags.PARENT_SOURCE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.parent))),
            entry(Tags.CHANGE_KEY, (row, mailbox) -> new Value.Binary(mailbox.globalId(row.cn))),
            entry(Tags.CHANGE_NUMBER, (row, _) -> new Value.Int64(Mailbox.id(row.cn).wire())),
            entry(Tags.PREDECESSOR_CHANGE_LIST, (row, mailbox) -> new Value.Binary(
                    PredecessorChangeList.EMPTY.with(Xid.of(mailbox.replicaGuid, row.cn)).encode())),
            entry(Tags.STORE_ENTRY_ID, (_, mailbox) -> new Value.Binary(mailbox.storeEntryId())),
            entry(STORE_RECORD_KEY, (_, mailbox) -> new Value.Binary(mailbox.storeRecordKey())),
            entry(Tags.MAPPING_SIGNATURE, (_, mailbox) -> new Value.Binary(mailbox.mappingSignature())),
            entry(Tags.OBJECT_TYPE, (_, _) -> new Value.Int32(3)),
            entry(Tags.FOLDER_TYPE, (row, _) -> new Value.Int32(row.type.code())),
            entry(Tags.CONTENT_COUNT, (row, _) -> new Value.Int32((int) row.items)),
            entry(Tags.CONTENT_UNREAD_COUNT, (row, _) -> new Value.Int32((int) row.unread)),
            entry(Tags.ASSOCIATED_CONTENT_COUNT, (row, _) -> new Value.Int32((int) row.associatedItems)),
            entry(Tags.SUBFOLDERS, (row, _) -> new Value.Bool(row.hasChildren)),
            entry(Tags.MESSAGE_SIZE, (row, _) -> new Value.Int32((int) Math.min(row.bytes, Integer.MAX_VALUE))),
            // [MS-OXCPRPT] 2.2.1.1: all six bits; [MS-OXCPERM] 2.2.7 for the rights of an owner.
            entry(Tags.ACCESS, (_, _) -> new Value.Int32(0x3f)),
            entry(Tags.ACCESS_LEVEL, (_, _) -> new Value.Int32(1)),
            entry(Tags.RIGHTS, (_, _) -> new Value.Int32(0x5fb)));

    private static final Map<Integer, BiFunction<FolderRow, Mailbox, Value>> BY_ID = byId();

    private static Map<Integer, BiFunction<FolderRow, Mailbox, Value>> byId() {
        var byId = new TreeMap<Integer, BiFunction<FolderRow, Mailbox, Value>>();
        COMPUTED.forEach((tag, function) -> byId.put(tag.id(), function));
        return byId;
    }

    static Optional<FolderRow> find(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        return sql.one("SELECT " + COLUMNS + " FROM folder f WHERE f.mb = ? AND f.fid = ?", FolderRow::read, mailbox.mb,
                fid);
    }

    static List<FolderRow> children(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        return sql.list("SELECT " + COLUMNS + " FROM folder f WHERE f.mb = ? AND f.parent = ? AND f.fid <> ? "
                + "ORDER BY f.name_key", FolderRow::read, mailbox.mb, fid, fid);
    }

    private static FolderRow read(ResultSet row) throws SQLException {
        String special = row.getString(5);
        return new FolderRow(row.getLong(1), row.getLong(2), row.getString(3), Folder.Type.of(row.getInt(4)),
                special == null ? Optional.empty() : Optional.of(SpecialFolder.valueOf(special)), row.getLong(6),
                row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10), row.getInt(11) != 0,
                BagCodec.decode(row.getBytes(12)));
    }

    static boolean isComputed(PropertyTag tag) {
        return BY_ID.containsKey(tag.id());
    }

    static List<PropertyTag> computedTags() {
        return COMPUTED.keySet().stream().sorted().toList();
    }

    Optional<Value> computed(PropertyTag tag, Mailbox mailbox) {
        var function = BY_ID.get(tag.id());
        return function == null ? Optional.empty() : Optional.of(function.apply(this, mailbox));
    }

    List<PropertyTag> tags() {
        var tags = new ArrayList<>(computedTags());
        bag.entries().stream().map(PropertyBag.Entry::tag).filter(tag -> !isComputed(tag)).forEach(tags::add);
        return tags;
    }
}
