package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.jspecify.annotations.Nullable;

/// The database that a mailbox leaves: what is read of it, and its lock at the end.
final class MoveSource {
    static final int ROWS_MAX = 500;
    /// Entries of the trail that are looked at for them: a save leaves several about the same folder.
    private static final int ENTRIES_MAX = 5_000;
    static final long LOCKED = 0;
    private static final long GONE = 1;

    private final SqlMailboxDatabase database;
    private final UUID guid;
    private final UUID move;
    private final long mb;

    private MoveSource(SqlMailboxDatabase database, UUID guid, UUID move, long mb) {
        this.database = database;
        this.guid = guid;
        this.move = move;
        this.mb = mb;
    }

    /// One row as it is, in the order of [MoveSchema.Copied#columns].
    record Row(@Nullable Object... values) {
        long number(int column) {
            return values[column] instanceof Number number ? number.longValue() : 0;
        }

        byte[] bytes(int column) {
            return values[column] instanceof byte[] bytes ? bytes : new byte[0];
        }
    }

    /// A message with everything that is its own.
    record Message(Row row, List<Row> attachments, List<Row> contents) {
        long mid() {
            return row.number(0);
        }

        long bytes() {
            return row.number(7);
        }
    }

    /// What some of the trail leads to: the present rows, none for what has gone.
    ///
    /// @param entries one for each row
    /// @param noted of how many entries they are the sum
    /// @param last the last of those
    /// @param whole whether the trail had nothing more
    record Changes(List<MoveTrail.Entry> entries, int noted, long last, boolean whole, List<Row> folders,
            List<Message> messages, List<Row> links) {}

    /// @throws MailboxException NOT_FOUND when the mailbox is not here
    static MoveSource of(SqlMailboxDatabase database, UUID guid, UUID move) {
        Optional<Long> mb = database.engine().read(sql -> {
            Optional<Long> here = sql.one("SELECT mb FROM mailbox WHERE guid = ?", row -> row.getLong(1),
                    MailboxRows.bytes(guid));
            return here.isPresent() ? here : sql.one("SELECT mb FROM departed WHERE guid = ? AND move = ?",
                    row -> row.getLong(1), MailboxRows.bytes(guid), MailboxRows.bytes(move));
        });
        return new MoveSource(database, guid, move, mb.orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND,
                "no mailbox " + guid + " in " + database.name())));
    }

    /// Begins the trail: from here on it has what is changed.
    void watch() {
        MoveTrail.begin(database.engine(), mb);
    }

    /// Whether an owner is noted. Where the note is, the trail is, and has all that was changed since it was begun.
    boolean isKnown() {
        return database.engine().read(this::isKnown);
    }

    private boolean isKnown(Sql sql) throws SQLException {
        return sql.one("SELECT 1 FROM departing WHERE mb = ? AND move = ?", _ -> true, mb,
                MailboxRows.bytes(move)).isPresent();
    }

    /// Takes note of the owner, unless there was a later one.
    ///
    /// @param known whether an earlier one was noted when that was asked for
    void claim(long epoch, boolean known) {
        database.engine().write(sql -> {
            if (!MoveTrail.isBegun(sql, mb)) {
                throw new StoreException("what an earlier move of " + guid + " leaves is still being taken away");
            }
            if (known && !isKnown(sql)) {
                throw new StoreException("the source of the move of " + guid + " came back without knowing of it");
            }
            note(sql, epoch);
            return true;
        });
    }

    private void note(Sql sql, long epoch) throws SQLException {
        int _ = sql.update("INSERT INTO departing (mb, move, epoch) VALUES (?, ?, ?) "
                + "ON CONFLICT (mb) DO UPDATE SET move = excluded.move, epoch = excluded.epoch "
                + "WHERE departing.move <> excluded.move OR departing.epoch < excluded.epoch", mb,
                MailboxRows.bytes(move), epoch);
        requireOwner(sql, epoch);
    }

    /// Takes note of the owner of a move that has arrived; nothing is changed any more that the trail would be for.
    ///
    /// @return false when the mailbox is gone already
    boolean claimEnd(long epoch) {
        return database.engine().write(sql -> {
            sql.lock("mailboxes");
            if (isGone(sql)) {
                return false;
            }
            note(sql, epoch);
            return true;
        });
    }

    /// The last owner of this move that is noted here; 0 when there was none.
    long epoch() {
        return database.engine().<Optional<Long>>read(sql -> sql.one("SELECT epoch FROM departing WHERE mb = ? AND "
                + "move = ?", row -> row.getLong(1), mb, MailboxRows.bytes(move))).orElse(0L);
    }

    private void requireOwner(Sql sql, long epoch) throws SQLException {
        boolean owns = sql.one("SELECT epoch FROM departing WHERE mb = ? AND move = ?", row -> row.getLong(1), mb,
                MailboxRows.bytes(move)).equals(Optional.of(epoch));
        if (!owns) {
            throw overtaken();
        }
    }

    private StoreException overtaken() {
        return new StoreException("another process has taken over the move of " + guid);
    }

    /// Size and number of what there is, for the share that is done.
    MailboxDatabase.MailboxStatistics statistics() {
        return database.engine().read(sql -> sql.one(
                "SELECT COALESCE(SUM(items + associated_items + deleted_items), 0), "
                + "COALESCE(SUM(bytes + deleted_bytes), 0) FROM folder WHERE mb = ?",
                row -> new MailboxDatabase.MailboxStatistics(guid, "", "", row.getLong(1), row.getLong(2), 0, 0, 0),
                mb))
                .orElseThrow();
    }

    List<Row> folders(long after) {
        return database.engine().read(sql -> rows(sql, MoveSchema.FOLDER, " AND fid > ? ORDER BY fid LIMIT " + ROWS_MAX,
                mb, after));
    }

    /// The next messages behind one, at least one if there is any, and no more than about so many bytes.
    List<Message> messages(long after, long bytesMax) {
        return database.engine().read(sql -> {
            var last = new long[]{after, 0};
            sql.each("SELECT mid, bytes FROM message WHERE mb = ? AND mid > ? ORDER BY mid LIMIT " + ROWS_MAX, row -> {
                if (last[1] > 0 && last[1] + row.getLong(2) > bytesMax) {
                    return false;
                }
                last[0] = row.getLong(1);
                last[1] += Math.max(1, row.getLong(2));
                return true;
            }, mb, after);
            return messages(sql, after, last[0]);
        });
    }

    private List<Message> messages(Sql sql, long after, long last) throws SQLException {
        List<Row> attachments = rows(sql, MoveSchema.ATTACHMENT, " AND mid > ? AND mid <= ? ORDER BY mid", mb, after,
                last);
        List<Row> contents = rows(sql, MoveSchema.CONTENT, " AND mid > ? AND mid <= ? ORDER BY mid, id", mb, after,
                last);
        var messages = new ArrayList<Message>();
        int attachment = 0;
        int content = 0;
        for (Row row : rows(sql, MoveSchema.MESSAGE, " AND mid > ? AND mid <= ? ORDER BY mid", mb, after, last)) {
            var own = new Message(row, new ArrayList<>(), new ArrayList<>());
            while (attachment < attachments.size() && attachments.get(attachment).number(0) <= own.mid()) {
                own.attachments.add(attachments.get(attachment++));
            }
            while (content < contents.size() && contents.get(content).number(0) <= own.mid()) {
                own.contents.add(contents.get(content++));
            }
            messages.add(own);
        }
        return messages;
    }

    /// The next links of search folders behind one.
    List<Row> links(long afterFolder, long afterMessage) {
        return database.engine().read(sql -> rows(sql, MoveSchema.LINK,
                " AND (fid, mid) > (?, ?) ORDER BY fid, mid LIMIT " + ROWS_MAX, mb, afterFolder, afterMessage));
    }

    /// What was changed behind an entry of the trail; about so many bytes, and so many rows, at least one entry.
    Changes changes(long after, long bytesMax, int rowsMax) {
        return database.engine().read(sql -> {
            List<MoveTrail.Entry> trail = MoveTrail.read(sql, mb, after, ENTRIES_MAX);
            var entries = new ArrayList<MoveTrail.Entry>();
            var folders = new ArrayList<Row>();
            var messages = new ArrayList<Message>();
            var links = new ArrayList<Row>();
            var seen = new java.util.HashSet<List<Object>>();
            long bytes = 0;
            int taken = 0;
            for (MoveTrail.Entry entry : trail) {
                List<Object> row = List.of(entry.part(), entry.a(), entry.b());
                boolean more = !seen.contains(row);
                if (bytes > bytesMax || more && seen.size() == rowsMax) {
                    break;
                }
                taken++;
                if (!more) {
                    continue;
                }
                seen.add(row);
                entries.add(entry);
                switch (entry.part()) {
                    case FOLDER -> folders.addAll(rows(sql, MoveSchema.FOLDER, " AND fid = ?", mb, entry.a()));
                    case MESSAGE -> {
                        List<Message> found = messages(sql, entry.a() - 1, entry.a());
                        bytes += found.stream().mapToLong(Message::bytes).sum();
                        messages.addAll(found);
                    }
                    case LINK -> links.addAll(rows(sql, MoveSchema.LINK, " AND fid = ? AND mid = ?", mb, entry.a(),
                            entry.b()));
                }
            }
            return new Changes(entries, taken, taken == 0 ? after : trail.get(taken - 1).id(),
                    taken == trail.size() && taken < ENTRIES_MAX, folders, messages, links);
        });
    }

    /// How many entries of the trail are behind one.
    long behind(long position) {
        return database.engine().read(sql -> MoveTrail.count(sql, mb, position));
    }

    /// Nobody writes to the mailbox for so long at most; empty while it is locked.
    Optional<WriteHold> hold(Duration longest) {
        return database.known(guid).map(mailbox -> mailbox.engine.hold(longest));
    }

    List<List<Row>> whole() {
        return database.engine().read(sql -> {
            var all = new ArrayList<List<Row>>();
            for (MoveSchema.Copied table : MoveSchema.WHOLE) {
                all.add(rows(sql, table, "", mb));
            }
            return all;
        });
    }

    /// Whether the trail has the entry up to which it was followed; 0 is its beginning.
    boolean remembers(long position) {
        return position == 0 || database.engine().read(sql -> MoveTrail.has(sql, mb, position));
    }

    /// @param row of `mailbox`, as it is for good
    /// @param anew whether it was not locked before, or no more
    record Locked(Row row, boolean anew) {}

    /// Nobody sees the mailbox from here on: sessions end, and who wants to open it is told that it is in transit.
    ///
    /// @param mayHaveBeenThere whether, if it is locked already, the target may have had it since, and have lost it
    Locked lock(long epoch, UUID target, boolean mayHaveBeenThere) {
        Optional<Mailbox> mailbox = database.known(guid);
        boolean anew = database.engine().write(sql -> {
            sql.lock("mailboxes");
            requireOwner(sql, epoch);
            if (mailbox.isPresent() && Departures.depart(sql, mailbox.get(), LOCKED, move, target)) {
                return true;
            }
            if (mayHaveBeenThere && isLocked(sql)) {
                Lineage.begin(sql, "departed", mb, database.random());
            }
            return false;
        });
        Row row = database.engine().read(sql -> sql.one("SELECT " + MoveSchema.MAILBOX_COLUMNS
                + " FROM departed WHERE mb = ?", each -> row(each, 8), mb)).orElseThrow();
        return new Locked(row, anew);
    }

    boolean isLocked() {
        return database.engine().read(this::isLocked);
    }

    private boolean isLocked(Sql sql) throws SQLException {
        return sql.one("SELECT state FROM departed WHERE mb = ?", row -> row.getLong(1) == LOCKED, mb).orElse(false);
    }

    Optional<java.time.Instant> lockedSince() {
        return database.engine().read(sql -> sql.one("SELECT since FROM departed WHERE mb = ? AND state = ?",
                row -> new org.gatehouse.mapi.property.Value.Time(row.getLong(1)).instant(), mb, LOCKED));
    }

    /// Whether [#gone] was called.
    boolean isGone() {
        return database.engine().read(this::isGone);
    }

    private boolean isGone(Sql sql) throws SQLException {
        return sql.one("SELECT 1 FROM departed WHERE mb = ? AND move = ? AND state = ?", _ -> true, mb,
                MailboxRows.bytes(move), GONE).isPresent();
    }

    /// The mailbox is here again, as it was before [#lock].
    ///
    /// @param mayHaveBeenThere whether the target may have had it meanwhile, and have lost it: new ids are of a new
    ///     replica then, or one that was given there would be given twice ([MS-OXCSTOR] 3.2.3)
    void unlock(long epoch, boolean mayHaveBeenThere) {
        database.engine().write(sql -> {
            sql.lock("mailboxes");
            requireOwner(sql, epoch);
            boolean wasLocked = isLocked(sql);
            Departures.restore(sql, mb);
            if (wasLocked && mayHaveBeenThere) {
                Lineage.begin(sql, "mailbox", mb, database.random());
            }
            return true;
        });
    }

    /// The mailbox has arrived elsewhere: what is left here is kept for a while, and the move's notes go. Also what an
    /// old backup has brought back; never what a later move has, whose rows have another key.
    void gone(long epoch, UUID target) {
        Optional<Mailbox> back = database.known(guid).filter(mailbox -> mailbox.mb == mb);
        database.engine().write(sql -> {
            sql.lock("mailboxes");
            int owned = sql.update("DELETE FROM departing WHERE mb = ? AND move = ? AND epoch = ?", mb,
                    MailboxRows.bytes(move), epoch);
            if (owned == 0) {
                throw overtaken();
            }
            boolean departed = back.isPresent() && Departures.depart(sql, back.get(), GONE, move, target);
            if (!departed) {
                sql.update("UPDATE departed SET state = ?, since = ? WHERE mb = ? AND move = ?", GONE, now(), mb,
                        MailboxRows.bytes(move));
            }
            return owned;
        });
        MoveTrail.end(database.engine(), mb);
    }

    /// The mailbox stays.
    void stay() {
        int ended = database.engine().write(sql -> sql.update("DELETE FROM departing WHERE mb = ? AND move = ?", mb,
                MailboxRows.bytes(move)));
        if (ended > 0) {
            MoveTrail.end(database.engine(), mb);
        }
    }

    private long now() {
        return org.gatehouse.mapi.property.Value.Time.of(database.clock().instant()).fileTime();
    }

    private static List<Row> rows(Sql sql, MoveSchema.Copied table, String where, @Nullable Object... arguments)
            throws SQLException {
        int width = table.width();
        return sql.list(table.select(where), row -> row(row, width), arguments);
    }

    private static Row row(java.sql.ResultSet row, int width) throws SQLException {
        var values = new @Nullable Object[width];
        for (int column = 0; column < width; column++) {
            values[column] = row.getObject(column + 1);
        }
        return new Row(values);
    }
}
