package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;

/// Gathers what one write does to the counters of folders, and writes each folder once.
final class FolderCounters {
    private final Mailbox mailbox;
    private final Sql sql;
    private final Map<Long, Delta> deltas = new TreeMap<>();

    FolderCounters(Mailbox mailbox, Sql sql) {
        this.mailbox = mailbox;
        this.sql = sql;
    }

    private final class Delta {
        long items;
        long unread;
        long associated;
        long bytes;
        long deletedItems;
        long deletedAssociated;
        long deletedBytes;
        long deletions;
        /// Whether readers count what they have not read in ways of their own.
        boolean unreadTouched;

        /// [MS-OXCNOTIF] 2.2.1.4.1.2: the counts go along when they changed, and the properties that follow from them.
        private StoreEvent event(long parent, long fid, int total, int nowUnread) {
            var tags = new ArrayList<PropertyTag>();
            if (items != 0) {
                tags.add(Tags.CONTENT_COUNT);
            }
            if (unread != 0 || unreadTouched) {
                tags.add(Tags.CONTENT_UNREAD_COUNT);
            }
            if (associated != 0) {
                tags.add(Tags.ASSOCIATED_CONTENT_COUNT);
            }
            if (bytes != 0) {
                tags.add(Tags.MESSAGE_SIZE);
            }
            if (deletions != 0) {
                tags.add(Tags.DELETED_COUNT_TOTAL);
            }
            return new StoreEvent(StoreEvent.Kind.MODIFIED, mailbox.id(parent), mailbox.id(fid), false,
                    Optional.empty(), Optional.empty(), "", 0, tags, items != 0 ? total : -1,
                    unread != 0 || unreadTouched ? nowUnread : -1);
        }
    }

    /// @param count 1 for a message more, -1 for one less
    void add(long fid, boolean associated, boolean read, long bytes, int count) {
        Delta delta = deltas.computeIfAbsent(fid, _ -> new Delta());
        delta.bytes += bytes;
        if (associated) {
            delta.associated += count;
        } else {
            delta.items += count;
            delta.unread += read ? 0 : count;
        }
    }

    /// What is softly deleted.
    void addDeleted(long fid, boolean associated, long bytes, int count) {
        Delta delta = deltas.computeIfAbsent(fid, _ -> new Delta());
        delta.deletedBytes += bytes;
        delta.deletedItems += associated ? 0 : count;
        delta.deletedAssociated += associated ? count : 0;
    }

    /// PidTagDeletedCountTotal ([MS-OXCFOLD] 2.2.2.2.1.15).
    void countDeletion(long fid) {
        deltas.computeIfAbsent(fid, _ -> new Delta()).deletions++;
    }

    /// A folder is gone.
    void forget(long fid) {
        deltas.remove(fid);
    }

    /// A reader of public folders has read something, or not read it again ([ReadStates#seen]).
    void touchUnread(long fid) {
        deltas.computeIfAbsent(fid, _ -> new Delta()).unreadTouched = true;
    }

    void touch(long fid) {
        deltas.computeIfAbsent(fid, _ -> new Delta());
    }

    /// Bytes that the mailbox holds more.
    long growth() {
        return deltas.values().stream().mapToLong(delta -> delta.bytes).sum();
    }

    Set<Long> touched() {
        return Set.copyOf(deltas.keySet());
    }

    /// Writes them; the events of the folders.
    ///
    /// @throws MailboxException NOT_FOUND when a folder is not there (any more)
    List<StoreEvent> write() throws SQLException {
        var events = new ArrayList<StoreEvent>();
        for (Map.Entry<Long, Delta> entry : deltas.entrySet()) {
            Delta delta = entry.getValue();
            StoreEvent event = sql.one("UPDATE folder SET items = items + ?, unread = unread + ?, "
                    + "associated_items = associated_items + ?, bytes = bytes + ?, "
                    + "deleted_items = deleted_items + ?, deleted_associated = deleted_associated + ?, "
                    + "deleted_bytes = deleted_bytes + ?, deleted_total = deleted_total + ?, contents_committed = ?, "
                    + "contents_changes = contents_changes + 1 "
                    + "WHERE mb = ? AND fid = ? "
                    + "RETURNING parent, items, unread", row -> delta.event(row.getLong(1), entry.getKey(),
                            row.getInt(2), row.getInt(3)),
                    delta.items, delta.unread, delta.associated, delta.bytes, delta.deletedItems,
                    delta.deletedAssociated, delta.deletedBytes, delta.deletions, mailbox.now(), mailbox.mb,
                    entry.getKey())
                    .orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND, "the folder is gone"));
            // What only happened to messages is theirs to tell.
            if (!event.changed().isEmpty()) {
                events.add(event);
            }
        }
        return events;
    }

    /// Counts anew what some folders hold.
    ///
    /// @param folders a statement that finds their ids
    static void recount(Sql sql, long mb, String folders, Object... arguments) throws SQLException {
        var all = new ArrayList<Object>(java.util.List.of(MessageView.READ, mb));
        all.addAll(java.util.List.of(arguments));
        sql.update("UPDATE folder SET (items, unread, associated_items, bytes, deleted_items, deleted_associated, "
                + "deleted_bytes) = (SELECT COALESCE(SUM(CASE WHEN m.associated = 0 THEN 1 ELSE 0 END), 0), "
                + "COALESCE(SUM(CASE WHEN m.associated = 0 AND (m.flags & ?) = 0 THEN 1 ELSE 0 END), 0), "
                + "COALESCE(SUM(CASE WHEN m.associated = 1 THEN 1 ELSE 0 END), 0), "
                + "COALESCE(SUM(CASE WHEN m.associated < 2 THEN m.bytes ELSE 0 END), 0), "
                + "COALESCE(SUM(CASE WHEN m.associated = 2 THEN 1 ELSE 0 END), 0), "
                + "COALESCE(SUM(CASE WHEN m.associated = 3 THEN 1 ELSE 0 END), 0), "
                + "COALESCE(SUM(CASE WHEN m.associated > 1 THEN m.bytes ELSE 0 END), 0) "
                + "FROM message m WHERE m.mb = folder.mb AND m.fid = folder.fid) WHERE mb = ? AND fid IN (" + folders
                + ")", all.toArray());
    }
}
