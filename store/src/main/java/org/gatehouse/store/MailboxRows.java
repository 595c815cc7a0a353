package org.gatehouse.store;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.calendar.FreeBusyPlace;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// The rows of mailboxes as such: their identity, the counters, the first folders.
final class MailboxRows {
    /// Counters below this are kept free for what every mailbox of a later format may need at a fixed place.
    private static final long FIRST_COUNTER = 0x100;

    private MailboxRows() {}

    /// @param mb the key of its rows
    record Identity(long mb, MailboxKey key, OwnReplicas replicas, Map<SpecialFolder, ObjectId> specialFolders) {}

    static Optional<Identity> find(Sql sql, UUID guid) throws SQLException {
        record Found(long mb, byte[] replica, MailboxKey key) {}
        Optional<Found> row =
                sql.one("SELECT mb, replica_guid, legacy_dn, display_name, smtp_address FROM mailbox WHERE guid = ?",
                each -> new Found(each.getLong(1), each.getBytes(2),
                        new MailboxKey(guid, each.getString(3), each.getString(4), each.getString(5))), bytes(guid));
        if (row.isEmpty()) {
            return Optional.empty();
        }
        Found found = row.get();
        OwnReplicas replicas = OwnReplicas.read(sql, found.mb, uuid(found.replica));
        var special = new EnumMap<SpecialFolder, ObjectId>(SpecialFolder.class);
        sql.each("SELECT special, fid FROM folder WHERE mb = ? AND special IS NOT NULL", each -> {
            special.put(SpecialFolder.valueOf(each.getString(1)), replicas.id(each.getLong(2)));
            return true;
        }, found.mb);
        return Optional.of(new Identity(found.mb, found.key, replicas, special));
    }

    /// Writes a new mailbox with its default folders.
    static void create(Sql sql, MailboxKey key, UUID replicaGuid, DatabaseHost.Kind kind, long now)
            throws SQLException {
        sql.update("INSERT INTO mailbox (guid, replica_guid, legacy_dn, display_name, smtp_address, next_counter, "
                + "created, props) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", bytes(key.mailboxGuid()), bytes(replicaGuid),
                key.legacyDn(), key.displayName(), key.smtpAddress(), FIRST_COUNTER, now,
                BagCodec.encode(new PropertyBag()));
        long mb = sql.one("SELECT mb FROM mailbox WHERE guid = ?", row -> row.getLong(1), bytes(key.mailboxGuid()))
                .orElseThrow();
        var fids = new HashMap<SpecialFolder, Long>();
        for (DefaultFolders.Place place : DefaultFolders.of(kind)) {
            long fid = takeCounters(sql, mb, 2);
            fids.put(place.folder(), fid);
            long parent = fids.getOrDefault(place.parent(), fid);
            insertFolder(sql, mb, fid, parent, place, nameOf(place.folder(), key), now);
        }
        sql.update(FolderSchema.MARK_IPM, mb, mb, mb);
        if (kind == DatabaseHost.Kind.MAILBOX) {
            DefaultFolders.link(sql, mb, key, replicaGuid, fids, now);
        }
    }

    /// Clients look for their users' free and busy times in the folder that has the name of the users' administrative
    /// group ([MS-OXOPFFB] 3.1.4.1.2.2), which is what the key of public folders has for a distinguished name.
    private static String nameOf(SpecialFolder folder, MailboxKey key) {
        return folder == SpecialFolder.PUBLIC_LOCAL_FREE_BUSY && !key.legacyDn().isEmpty()
                ? FreeBusyPlace.FOLDER + key.legacyDn() : folder.displayName();
    }

    /// Gives the folder for free and busy times the name that it has to have, unless another has it.
    static void nameFreeBusy(Sql sql, MailboxKey key) throws SQLException {
        String special = SpecialFolder.PUBLIC_LOCAL_FREE_BUSY.name();
        String name = nameOf(SpecialFolder.PUBLIC_LOCAL_FREE_BUSY, key);
        sql.update("UPDATE folder SET name = ?, name_key = ? WHERE special = ? AND name_key <> ? "
                + "AND mb = (SELECT mb FROM mailbox WHERE guid = ?) AND NOT EXISTS (SELECT 1 FROM folder other "
                + "WHERE other.mb = folder.mb AND other.parent = folder.parent AND other.name_key = ?)", name,
                nameKey(name), special, nameKey(name), bytes(key.mailboxGuid()), nameKey(name));
    }

    private static void insertFolder(Sql sql, long mb, long fid, long parent, DefaultFolders.Place place, String name,
            long now) throws SQLException {
        var bag = new PropertyBag();
        bag.put(Tags.CREATION_TIME, new Value.Time(now));
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(now));
        if (!place.folder().containerClass().isEmpty()) {
            bag.put(Tags.CONTAINER_CLASS, new Value.Text(place.folder().containerClass()));
        }
        boolean root = fid == parent;
        // [MS-OXOSFLD] 2.2.1: reminders are found, wherever they are, by criteria that the client sets.
        Folder.Type type = root ? Folder.Type.ROOT
                : place.folder() == SpecialFolder.REMINDERS ? Folder.Type.SEARCH : Folder.Type.GENERIC;
        sql.update("INSERT INTO folder (mb, fid, parent, name, name_key, type, special, cn, items, unread, "
                + "associated_items, bytes, props) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)", mb, fid, parent,
                name, nameKey(name), type.code(),
                place.folder().name(), fid + 1, BagCodec.encode(bag));
    }

    /// Takes `count` counters, never to be given again once the transaction is on disk: the first of them.
    static long takeCounters(Sql sql, long mb, long count) throws SQLException {
        return sql.one("UPDATE mailbox SET next_counter = next_counter + ? WHERE mb = ? RETURNING next_counter",
                row -> row.getLong(1), count, mb).orElseThrow(() -> new MailboxException(
                        org.gatehouse.mapi.property.ErrorCode.OBJECT_DELETED, "the mailbox was deleted")) - count;
    }

    static void delete(Sql sql, long mb) throws SQLException {
        for (String table : java.util.List.of("submission", "sending", "arrival", "per_user", "replica", "search_link",
                "search_folder", "receive_folder", "named_property", "content", "attachment", "message", "folder",
                "mailbox")) {
            sql.update("DELETE FROM " + table + " WHERE mb = ?", mb);
        }
    }

    /// Selects what [#statistics] reads, of the rows of `mailbox` or of a table that has some of them.
    ///
    /// @param more columns that come after
    static String statisticsOf(String table, String more, String where, String order) {
        return "SELECT m.guid, m.legacy_dn, m.display_name, " + sum("f.deleted = 0", "f.items") + ", "
                + sum("f.deleted = 0", "f.bytes") + ", " + sum("f.deleted = 0", "f.associated_items") + ", "
                + sum("f.deleted > 0", "f.items") + " + " + sum("1 = 1", "f.deleted_items") + ", "
                + sum("f.deleted > 0", "f.bytes") + " + " + sum("1 = 1", "f.deleted_bytes") + ", " + more
                + " FROM " + table + " m LEFT JOIN folder f ON f.mb = m.mb " + where
                + " GROUP BY m.guid, m.legacy_dn, m.display_name, " + more + " ORDER BY " + order;
    }

    private static String sum(String which, String column) {
        return "CAST(COALESCE(SUM(CASE WHEN " + which + " THEN " + column + " ELSE 0 END), 0) AS BIGINT)";
    }

    static MailboxDatabase.MailboxStatistics statistics(java.sql.ResultSet row) throws SQLException {
        return new MailboxDatabase.MailboxStatistics(uuid(row.getBytes(1)), row.getString(2), row.getString(3),
                row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8));
    }

    /// Folder names are the same when only letter case differs ([MS-OXCFOLD] 2.2.1.2.1 as Exchange compares them).
    static String nameKey(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    static byte[] bytes(UUID uuid) {
        return new ByteWriter(16).guid(uuid).toArray();
    }

    static UUID uuid(byte[] bytes) {
        return new ByteReader(bytes).guid();
    }
}
