package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.CounterSet;
import org.gatehouse.mapi.id.IdSet;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// How one session sees what is read. A mailbox has one read state, its messages' own. In public folders every reader
/// has one: the set of the change numbers read, so that a changed message is unread again ([MS-OXCSTOR] 3.2.5.12.1).
final class ReadStates {
    /// Folders whose count a session remembers.
    private static final int COUNTS_MAX = 1_000;

    private final Mailbox mailbox;
    private final PerUserRows rows;
    private volatile @Nullable Known known;
    private final Map<Long, Counted> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Counted> eldest) {
            return size() > COUNTS_MAX;
        }
    };

    ReadStates(Mailbox mailbox, Caller caller) {
        this.mailbox = mailbox;
        this.rows = new PerUserRows(mailbox, caller.legacyDn().toLowerCase(Locale.ROOT));
    }

    /// The set last decoded: a table asks for every row.
    ///
    /// @param replicas of the mailbox then: after a loss a version may be given again
    private record Known(long fid, long version, OwnReplicas replicas, CounterSet set) {}

    /// @param changes of the folder's messages, see [FolderRow.Counts]
    /// @param version of the reader's data
    private record Counted(long changes, long version, OwnReplicas replicas, int unread) {}

    boolean arePerUser() {
        return mailbox.isPublic();
    }

    private LongTermId folder(long fid) {
        return mailbox.replicas().longTerm(fid);
    }

    private CounterSet read(Sql sql, long fid) throws SQLException {
        long version = rows.version(sql, folder(fid));
        if (version == 0) {
            return CounterSet.EMPTY;
        }
        Known last = known;
        if (last != null && last.fid == fid && last.version == version && last.replicas.equals(mailbox.replicas())) {
            return last.set;
        }
        OwnReplicas replicas = mailbox.replicas();
        CounterSet set = replicas.numbers(decoded(rows.find(sql, folder(fid))));
        known = new Known(fid, version, replicas, set);
        return set;
    }

    private static IdSet decoded(Optional<PerUserRows.Data> data) {
        try {
            return data.isEmpty() ? IdSet.EMPTY : IdSet.of(data.get().set());
        } catch (MalformedException damaged) {
            throw new IllegalStateException("a read state on disk is damaged", damaged);
        }
    }

    /// The row with the reader's own read state in its flags.
    MessageRow seen(Sql sql, MessageRow row) throws SQLException {
        return arePerUser() ? row.withRead(read(sql, row.fid()).contains(row.cn())) : row;
    }

    /// What is computed for a folder, its unread messages counted for the reader.
    Optional<Value> computed(FolderRow row, PropertyTag tag) {
        return isUnreadCount(row, tag) ? mailbox.engine.read(sql -> computed(sql, row, tag))
                : row.computed(tag, mailbox);
    }

    Optional<Value> computed(Sql sql, FolderRow row, PropertyTag tag) throws SQLException {
        return isUnreadCount(row, tag) ? Optional.of(new Value.Int32(unread(sql, row.fid())))
                : row.computed(tag, mailbox);
    }

    private boolean isUnreadCount(FolderRow row, PropertyTag tag) {
        return arePerUser() && row.type() != Folder.Type.SEARCH && tag.id() == Tags.CONTENT_UNREAD_COUNT.id();
    }

    /// Counted anew only after a change of the folder's messages or of what the reader has read, and then by the index.
    int unread(Sql sql, long fid) throws SQLException {
        long changes = sql.one("SELECT contents_changes FROM folder WHERE mb = ? AND fid = ?", row -> row.getLong(1),
                mailbox.mb, fid).orElse(0L);
        long version = rows.version(sql, folder(fid));
        OwnReplicas replicas = mailbox.replicas();
        synchronized (counts) {
            Counted last = counts.get(fid);
            if (last != null && last.changes == changes && last.version == version && last.replicas.equals(replicas)) {
                return last.unread;
            }
        }
        CounterSet set = read(sql, fid);
        int[] unread = {0};
        sql.each("SELECT cn FROM message WHERE mb = ? AND fid = ? AND associated = 0", row -> {
            unread[0] += set.contains(row.getLong(1)) ? 0 : 1;
            return true;
        }, mailbox.mb, fid);
        synchronized (counts) {
            counts.put(fid, new Counted(changes, version, replicas, unread[0]));
        }
        return unread[0];
    }

    /// The event with the reader's own count in it.
    StoreEvent seen(StoreEvent event) {
        if (!arePerUser() || !event.changed().contains(Tags.CONTENT_UNREAD_COUNT)) {
            return event;
        }
        int unread = mailbox.engine.read(sql -> unread(sql, event.object().counter()));
        return new StoreEvent(event.kind(), event.folder(), event.object(), event.isMessage(), event.oldFolder(),
                event.oldObject(), event.messageClass(), event.messageFlags(), event.changed(), event.totalCount(),
                unread);
    }

    /// Whether the answer depends on who reads, so that what the sessions share cannot tell it.
    boolean decide(Restriction restriction) {
        return arePerUser() && switch (restriction) {
            case Restriction.And(var parts) -> parts.stream().anyMatch(this::decide);
            case Restriction.Or(var parts) -> parts.stream().anyMatch(this::decide);
            case Restriction.Not(var part) -> decide(part);
            case Restriction.Count(var _, var part) -> decide(part);
            case Restriction.Comment(var _, var parts) -> parts.stream().anyMatch(this::decide);
            case Restriction.Property property -> tells(property.property());
            case Restriction.BitMask mask -> tells(mask.property());
            case Restriction.CompareProperties compare -> tells(compare.left()) || tells(compare.right());
            case Restriction.Content _, Restriction.Size _, Restriction.Exist _, Restriction.SubObject _ -> false;
        };
    }

    boolean tells(PropertyTag tag) {
        return arePerUser() && (tag.id() == Tags.READ.id() || tag.id() == Tags.MESSAGE_FLAGS.id());
    }

    Batch begin(Sql sql) {
        return new Batch(sql);
    }

    /// What one write marks, put down once for each folder.
    final class Batch {
        private final Sql sql;
        private final Map<Long, Marks> folders = new TreeMap<>();

        private Batch(Sql sql) {
            this.sql = sql;
        }

        /// @return whether it was the other way round before
        boolean mark(MessageRow row, ReadFlags wanted) throws SQLException {
            int before = ReadStates.this.seen(sql, row).flags();
            boolean isRead = (wanted.apply(before) & MessageView.READ) != 0;
            if (isRead == ((before & MessageView.READ) != 0)) {
                return false;
            }
            mark(row.fid(), row.cn(), isRead);
            return true;
        }

        void mark(long fid, long cn, boolean isRead) {
            Marks marks = folders.computeIfAbsent(fid, _ -> new Marks());
            (isRead ? marks.read : marks.unread).add(new CounterSet.Range(cn, cn));
        }

        void finish() throws SQLException {
            for (Map.Entry<Long, Marks> entry : folders.entrySet()) {
                LongTermId folder = folder(entry.getKey());
                IdSet before = decoded(rows.find(sql, folder));
                CounterSet set = mailbox.replicas().numbers(before).union(new CounterSet(entry.getValue().read));
                for (CounterSet.Range unread : entry.getValue().unread) {
                    set = set.without(unread.low());
                }
                rows.put(sql, folder, folder.replica(), mailbox.replicas().with(before, set).encode());
            }
            folders.clear();
        }
    }

    private static final class Marks {
        final List<CounterSet.Range> read = new ArrayList<>();
        final List<CounterSet.Range> unread = new ArrayList<>();
    }
}
