package org.gatehouse.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;

/// The database that a mailbox comes to: what has come, and how far that is, in the same transactions.
final class MoveTarget {
    private static final int DELETED_AT_ONCE = 500;
    private static final long EPOCHS_SKIPPED_MAX = 1L << 32;

    private final SqlMailboxDatabase database;
    private final UUID guid;
    private final UUID move;
    /// The key of its rows here, which it is known by only when all have come.
    private final long mb;
    private final long epoch;

    private MoveTarget(SqlMailboxDatabase database, UUID guid, UUID move, long mb, long epoch) {
        this.database = database;
        this.guid = guid;
        this.move = move;
        this.mb = mb;
        this.epoch = epoch;
    }

    /// What is copied one after the other; then what changed meanwhile is followed.
    enum Phase { FOLDERS, MESSAGES, LINKS, FOLLOWING, ARRIVED }

    /// @param within the second part of a position
    /// @param trail the last entry of the trail that was followed
    record Standing(Phase phase, long position, long within, long trail, long items, long bytes) {}

    long epoch() {
        return epoch;
    }

    /// Begins the move here or takes it over: who had it before can write nothing more.
    ///
    /// @param noted the last owner that the source knows
    /// @throws StoreException when the mailbox is here already, comes by another move, or left by one
    static MoveTarget claim(SqlMailboxDatabase database, UUID guid, UUID move, long noted) {
        return database.engine().write(sql -> {
            sql.lock("mailboxes");
            record Known(long mb, byte[] move, long epoch, int phase) {}
            Optional<Known> known = sql.one("SELECT mb, move, epoch, phase FROM arriving WHERE guid = ?",
                    row -> new Known(row.getLong(1), row.getBytes(2), row.getLong(3), row.getInt(4)),
                    MailboxRows.bytes(guid));
            if (known.isPresent() && MailboxRows.uuid(known.get().move).equals(move)) {
                requireNotGoneOn(sql, guid, known.get().mb);
                long epoch = later(database, Math.max(noted, known.get().epoch));
                sql.update("UPDATE arriving SET epoch = ? WHERE guid = ?", epoch, MailboxRows.bytes(guid));
                return new MoveTarget(database, guid, move, known.get().mb, epoch);
            }
            if (known.isPresent() && known.get().phase != Phase.ARRIVED.ordinal()) {
                throw new StoreException("another move brings mailbox " + guid + " to " + database.name()
                        + ": remove that move request first");
            }
            if (MailboxRows.find(sql, guid).isPresent()) {
                throw new StoreException("mailbox " + guid + " is in " + database.name() + " already");
            }
            long epoch = later(database, noted);
            return new MoveTarget(database, guid, move, begin(sql, guid, move, epoch), epoch);
        });
    }

    /// A later move has taken the mailbox on: this one ended long ago, whatever whoever claims it believes.
    private static void requireNotGoneOn(Sql sql, UUID guid, long mb) throws SQLException {
        if (sql.one("SELECT 1 FROM departed WHERE mb = ? AND state < ?", _ -> true, mb,
                Departures.Reason.DISABLED.state).isPresent()) {
            throw new StoreException("mailbox " + guid + " has come and gone on by another move");
        }
    }

    /// Never one that was given before, not even when this database came back without having given it.
    private static long later(SqlMailboxDatabase database, long epoch) {
        return epoch + 1 + database.random().nextLong(EPOCHS_SKIPPED_MAX);
    }

    private static long begin(Sql sql, UUID guid, UUID move, long epoch) throws SQLException {
        // A key that was given once is never given again.
        long mb = sql.one("INSERT INTO mailbox (guid, replica_guid, legacy_dn, display_name, smtp_address, "
                + "next_counter, created, props) VALUES (?, ?, '', '', '', 0, 0, ?) RETURNING mb",
                row -> row.getLong(1), MailboxRows.bytes(move), MailboxRows.bytes(move), new byte[0]).orElseThrow();
        sql.update("DELETE FROM mailbox WHERE mb = ?", mb);
        sql.update("DELETE FROM arriving WHERE guid = ?", MailboxRows.bytes(guid));
        sql.update("DELETE FROM arriving_bad WHERE guid = ?", MailboxRows.bytes(guid));
        sql.update("INSERT INTO arriving (guid, mb, move, epoch, phase, position, position_within, trail, items, "
                + "bytes) VALUES (?, ?, ?, ?, 0, ?, 0, 0, 0, 0)", MailboxRows.bytes(guid), mb, MailboxRows.bytes(move),
                epoch, Long.MIN_VALUE);
        return mb;
    }

    /// How far a move is; empty when there is none, or it was never begun.
    static Optional<Standing> standing(SqlMailboxDatabase database, UUID guid, UUID move) {
        return database.engine().read(sql -> standing(sql, guid, move));
    }

    private static Optional<Standing> standing(Sql sql, UUID guid, UUID move) throws SQLException {
        return sql.one("SELECT phase, position, position_within, trail, items, bytes FROM arriving WHERE guid = ? "
                + "AND move = ?", row -> new Standing(Phase.values()[row.getInt(1)], row.getLong(2), row.getLong(3),
                        row.getLong(4), row.getLong(5), row.getLong(6)), MailboxRows.bytes(guid),
                MailboxRows.bytes(move));
    }

    /// How it is while this one owns the move.
    Standing standing() {
        return standing(database, guid, move).orElseThrow(this::overtaken);
    }

    /// The mailbox has arrived, and this one may still say so.
    void requireHere() {
        database.engine().write(sql -> {
            if (requireOwner(sql).phase != Phase.ARRIVED) {
                throw new StoreException("mailbox " + guid + " has not arrived in " + database.name());
            }
            requireNotGoneOn(sql, guid, mb);
            return true;
        });
    }

    private StoreException overtaken() {
        return new StoreException("another process has taken over the move of " + guid + ", or it was removed");
    }

    private Standing requireOwner(Sql sql) throws SQLException {
        // Locks the row, so that nobody takes over before the transaction has ended.
        int owned = sql.update("UPDATE arriving SET epoch = epoch WHERE guid = ? AND move = ? AND epoch = ?",
                MailboxRows.bytes(guid), MailboxRows.bytes(move), epoch);
        if (owned == 0) {
            throw overtaken();
        }
        return standing(sql, guid, move).orElseThrow(this::overtaken);
    }

    private void note(Sql sql, Standing now) throws SQLException {
        sql.update("UPDATE arriving SET phase = ?, position = ?, position_within = ?, trail = ?, items = ?, bytes = ? "
                + "WHERE guid = ?", now.phase.ordinal(), now.position, now.within, now.trail, now.items, now.bytes,
                MailboxRows.bytes(guid));
    }

    /// The first copy of some folders; none: on to the messages.
    void folders(Standing from, List<MoveSource.Row> folders) {
        database.engine().write(sql -> {
            Standing was = requireAt(sql, from);
            for (MoveSource.Row folder : folders) {
                putFolder(sql, folder);
            }
            note(sql, folders.isEmpty()
                    ? new Standing(Phase.MESSAGES, Long.MIN_VALUE, 0, was.trail, was.items, was.bytes)
                    : new Standing(Phase.FOLDERS, folders.getLast().number(0), 0, was.trail, was.items, was.bytes));
            return true;
        });
    }

    /// A name that another folder had when it was copied was given up by it since then: it comes anew by the trail.
    private void putFolder(Sql sql, MoveSource.Row folder) throws SQLException {
        sql.update("DELETE FROM folder WHERE mb = ? AND parent = ? AND name_key = ?", mb, folder.number(1),
                folder.values()[3]);
        insert(sql, MoveSchema.FOLDER, folder);
    }

    /// The first copy of some messages; none: on to the links of search folders.
    void messages(Standing from, List<MoveSource.Message> messages) {
        database.engine().write(sql -> {
            Standing was = requireAt(sql, from);
            long bytes = was.bytes;
            for (MoveSource.Message message : messages) {
                putMessage(sql, message);
                bytes += message.bytes();
            }
            note(sql, messages.isEmpty() ? new Standing(Phase.LINKS, Long.MIN_VALUE, 0, was.trail, was.items, was.bytes)
                    : new Standing(Phase.MESSAGES, messages.getLast().mid(), 0, was.trail, was.items + messages.size(),
                            bytes));
            return true;
        });
    }

    void links(Standing from, List<MoveSource.Row> links) {
        database.engine().write(sql -> {
            Standing was = requireAt(sql, from);
            for (MoveSource.Row link : links) {
                insert(sql, MoveSchema.LINK, link);
            }
            note(sql, links.isEmpty() ? new Standing(Phase.FOLLOWING, 0, 0, was.trail, was.items, was.bytes)
                    : new Standing(Phase.LINKS, links.getLast().number(0), links.getLast().number(1), was.trail,
                            was.items, was.bytes));
            return true;
        });
    }

    /// What changed since the copy.
    ///
    /// @param from the entry of the trail that they are behind
    void follow(long from, MoveSource.Changes changes) {
        database.engine().write(sql -> {
            Standing was = requireWhole(sql, from);
            for (MoveTrail.Entry entry : changes.entries()) {
                switch (entry.part()) {
                    case FOLDER -> sql.update(MoveSchema.FOLDER.delete(" AND fid = ?"), mb, entry.a());
                    case MESSAGE -> drop(sql, entry.a());
                    case LINK -> sql.update(MoveSchema.LINK.delete(" AND fid = ? AND mid = ?"), mb, entry.a(),
                            entry.b());
                }
            }
            for (MoveSource.Row folder : changes.folders()) {
                putFolder(sql, folder);
            }
            for (MoveSource.Message message : changes.messages()) {
                putMessage(sql, message);
            }
            for (MoveSource.Row link : changes.links()) {
                insert(sql, MoveSchema.LINK, link);
            }
            note(sql, new Standing(Phase.FOLLOWING, 0, 0, changes.last(), was.items, was.bytes));
            return true;
        });
    }

    private void drop(Sql sql, long mid) throws SQLException {
        for (MoveSchema.Copied table : List.of(MoveSchema.CONTENT, MoveSchema.ATTACHMENT, MoveSchema.MESSAGE)) {
            sql.update(table.delete(" AND mid = ?"), mb, mid);
        }
        sql.update("DELETE FROM arriving_bad WHERE guid = ? AND mid = ?", MailboxRows.bytes(guid), mid);
    }

    /// Contents get ids of this database, so what points at them has to be written anew; what cannot be read is left
    /// behind and counted.
    private void putMessage(Sql sql, MoveSource.Message message) throws SQLException {
        Map<Long, Long> ids = new HashMap<>();
        for (MoveSource.Row content : message.contents()) {
            ids.put(content.number(1), database.nextContentId());
        }
        MoveSource.Row row;
        List<MoveSource.Row> attachments;
        try {
            row = pointing(message.row(), ids);
            attachments = message.attachments().stream().map(each -> embedding(pointing(each, ids), ids)).toList();
        } catch (MalformedException unreadable) {
            sql.update("INSERT INTO arriving_bad (guid, mid, fid, why) VALUES (?, ?, ?, ?)", MailboxRows.bytes(guid),
                    message.mid(), message.row().number(3), String.valueOf(unreadable.getMessage()));
            return;
        }
        insert(sql, MoveSchema.MESSAGE, row);
        for (MoveSource.Row attachment : attachments) {
            insert(sql, MoveSchema.ATTACHMENT, attachment);
        }
        for (MoveSource.Row content : message.contents()) {
            insert(sql, MoveSchema.CONTENT, new MoveSource.Row(content.values()[0],
                    ids.get(content.number(1)), content.values()[2]));
        }
    }

    /// With the properties in the second column pointing at the copies.
    private static MoveSource.Row pointing(MoveSource.Row row, Map<Long, Long> ids) {
        var bag = BagCodec.decode(row.bytes(1));
        var values = row.values().clone();
        values[1] = ids.isEmpty() ? values[1] : BagCodec.encode(pointing(bag, ids));
        return new MoveSource.Row(values);
    }

    /// The same for the message inside of an attachment, in the third.
    private static MoveSource.Row embedding(MoveSource.Row row, Map<Long, Long> ids) {
        if (row.values()[2] == null || ids.isEmpty()) {
            return row;
        }
        var in = new ByteReader(row.bytes(2));
        var out = new ByteWriter(row.bytes(2).length);
        BagCodec.write(out, pointing(BagCodec.read(in), ids));
        var values = row.values().clone();
        values[2] = out.bytes(in.rest()).toArray();
        return new MoveSource.Row(values);
    }

    private static PropertyBag pointing(PropertyBag bag, Map<Long, Long> ids) {
        for (PropertyBag.Entry entry : List.copyOf(bag.entries())) {
            if (entry.stored() instanceof Stored.Apart apart) {
                List<Long> copies = apart.pieces().stream().map(piece -> Optional.ofNullable(ids.get(piece))
                        .orElseThrow(() -> new MalformedException("a long value has lost its contents"))).toList();
                bag.put(entry.tag(), new Stored.Apart(apart.type(), apart.size(), copies, apart.start()));
            }
        }
        return bag;
    }

    private void insert(Sql sql, MoveSchema.Copied table, MoveSource.Row row) throws SQLException {
        var arguments = new @org.jspecify.annotations.Nullable Object[row.values().length + 1];
        arguments[0] = mb;
        System.arraycopy(row.values(), 0, arguments, 1, row.values().length);
        sql.put(table.insert(), arguments);
    }

    /// What has come may lack changes: all of it goes, and comes anew.
    void startOver() {
        Standing standing = standing();
        if (standing.phase == Phase.FOLDERS && standing.position == Long.MIN_VALUE && standing.trail == 0) {
            return;
        }
        dropRows(database, mb, this::requireUnderWay);
        database.engine().write(sql -> {
            requireUnderWay(sql);
            sql.update("DELETE FROM arriving_bad WHERE guid = ?", MailboxRows.bytes(guid));
            note(sql, new Standing(Phase.FOLDERS, Long.MIN_VALUE, 0, 0, 0, 0));
            return true;
        });
    }

    private void requireUnderWay(Sql sql) throws SQLException {
        if (requireOwner(sql).phase == Phase.ARRIVED) {
            throw new StoreException("mailbox " + guid + " has arrived in " + database.name());
        }
    }

    private Standing requireWhole(Sql sql, long trail) throws SQLException {
        Standing standing = requireOwner(sql);
        if (standing.phase != Phase.FOLLOWING) {
            throw new StoreException("mailbox " + guid + " has not been copied whole");
        }
        if (standing.trail != trail) {
            throw cameBack();
        }
        return standing;
    }

    /// A standby that did not have all may have taken over since it was asked how far the move is: what was read of
    /// the source is behind what is lost.
    private Standing requireAt(Sql sql, Standing from) throws SQLException {
        Standing standing = requireOwner(sql);
        if (!standing.equals(from)) {
            throw cameBack();
        }
        return standing;
    }

    private StoreException cameBack() {
        return new StoreException(database.name() + " came back without the end of what had come of " + guid);
    }

    /// Everything has come: the mailbox is here from now on, and nowhere else.
    ///
    /// @param from the last entry of the trail
    /// @param identity its row in the source
    void arrive(long from, List<List<MoveSource.Row>> whole, MoveSource.Row identity) {
        database.engine().write(sql -> {
            sql.lock("mailboxes");
            Standing was = requireWhole(sql, from);
            for (int table = 0; table < whole.size(); table++) {
                for (MoveSource.Row row : whole.get(table)) {
                    insert(sql, MoveSchema.WHOLE.get(table), row);
                }
            }
            var arguments = new @org.jspecify.annotations.Nullable Object[identity.values().length + 1];
            arguments[0] = mb;
            System.arraycopy(identity.values(), 0, arguments, 1, identity.values().length);
            sql.update("INSERT INTO mailbox (mb, " + MoveSchema.MAILBOX_COLUMNS 
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", arguments);
            FolderCounters.recount(sql, mb, "SELECT fid FROM arriving_bad WHERE guid = ?", MailboxRows.bytes(guid));
            note(sql, new Standing(Phase.ARRIVED, 0, 0, was.trail, was.items, was.bytes));
            return true;
        });
    }

    /// Messages that could not be read, by folder and id; the first of them.
    static List<MailboxMove.BadItem> badItems(SqlMailboxDatabase database, UUID guid, int max) {
        return database.engine().read(sql -> sql.list("SELECT fid, mid, why FROM arriving_bad WHERE guid = ? "
                + "ORDER BY mid LIMIT " + max, row -> new MailboxMove.BadItem(row.getLong(1), row.getLong(2),
                        row.getString(3)), MailboxRows.bytes(guid)));
    }

    /// Gives up what has come.
    void drop() {
        database.engine().write(sql -> {
            requireUnderWay(sql);
            return true;
        });
        dropRows(database, mb, _ -> { });
        forget(database, guid, move);
    }

    /// Throws where something is not to be done any more.
    @FunctionalInterface
    interface Condition {
        void require(Sql sql) throws SQLException;
    }

    /// Deletes all rows of a mailbox that nobody can open, a few at a time, so that others are let in between.
    ///
    /// @param asks whether that is still wanted, in each transaction; throws when it is not
    static void dropRows(SqlMailboxDatabase database, long mb, Condition asks) {
        for (MoveSchema.Copied table : List.of(MoveSchema.CONTENT, MoveSchema.ATTACHMENT, MoveSchema.MESSAGE,
                MoveSchema.LINK, MoveSchema.FOLDER)) {
            int gone;
            do {
                gone = database.engine().write(sql -> {
                    asks.require(sql);
                    return sql.update(table.delete(" AND " + table.key() + " IN (SELECT " + table.key() + " FROM "
                            + table.table() + " WHERE mb = ? LIMIT " + DELETED_AT_ONCE + ")"), mb, mb);
                });
            } while (gone > 0);
        }
        database.engine().write(sql -> {
            asks.require(sql);
            for (MoveSchema.Copied table : MoveSchema.WHOLE) {
                sql.update(table.delete(""), mb);
            }
            return true;
        });
    }

    /// Forgets what a move that has ended noted.
    static void forget(SqlMailboxDatabase database, UUID guid, UUID move) {
        database.engine().write(sql -> {
            int known = sql.update("DELETE FROM arriving WHERE guid = ? AND move = ?", MailboxRows.bytes(guid),
                    MailboxRows.bytes(move));
            if (known > 0) {
                sql.update("DELETE FROM arriving_bad WHERE guid = ?", MailboxRows.bytes(guid));
            }
            return known;
        });
    }
}
