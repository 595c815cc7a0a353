package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rows of `submission`: the outgoing queue of a database, and its owners' door to it.
final class Submissions implements OutgoingQueue {
    /// How long a transport may work on a message before another takes it for dead.
    static final int LEASE_SECONDS = 120;
    /// How long a client's spooler may work on a message. Its session gives the lock back when it ends; this is for a
    /// server that dies with its sessions.
    static final int SPOOLER_LEASE_SECONDS = 3_600;
    /// Who sends a message: the server, or a client's spooler, which may have locked it.
    private static final int SERVER = 0;
    private static final int SPOOLER = 1;
    private static final int LOCKED_BY_SPOOLER = 2;
    private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);
    private static final String ITEMS = "SELECT m.guid, m.legacy_dn, s.mid, s.id, s.attempts, s.submitted, "
            + "COALESCE(x.bytes, 0), COALESCE((SELECT r.id FROM replica r WHERE r.mb = s.mb "
            + "AND r.first_number <= s.mid ORDER BY r.first_number DESC LIMIT 1), " + Mailbox.REPLICA_ID
            + ") FROM submission s JOIN mailbox m ON m.mb = s.mb "
            + "LEFT JOIN message x ON x.mb = s.mb AND x.mid = s.mid WHERE s.keeper = 0 AND s.due <= ? AND s.taken <= ?";

    private final SqlMailboxDatabase database;

    Submissions(SqlMailboxDatabase database) {
        this.database = database;
    }

    private record Row(UUID id, int keeper, long taken, SendingLine.Place place) {
        boolean isTaken(long now) {
            return taken > now;
        }

        boolean isLocked(long now) {
            return keeper == LOCKED_BY_SPOOLER && isTaken(now);
        }
    }

    private static Optional<Row> row(Sql sql, Mailbox mailbox, long mid) throws SQLException {
        return sql.one("SELECT id, keeper, taken, turn, submitted FROM submission WHERE mb = ? AND mid = ?",
                row -> new Row(MailboxRows.uuid(row.getBytes(1)), row.getInt(2), row.getLong(3),
                        new SendingLine.Place(mid, row.getInt(4), row.getLong(5))), mailbox.mb, mid);
    }

    private static void forget(Sql sql, Mailbox mailbox, long mid) throws SQLException {
        sql.update("DELETE FROM submission WHERE mb = ? AND mid = ?", mailbox.mb, mid);
    }

    private static long time(Instant instant) {
        return Value.Time.of(instant).fileTime();
    }

    /// Puts a message that was just written into the queue, in the same write: it is no draft any more
    /// ([MS-OXCMSG] 2.2.1.6, mfUnsent).
    static void add(Sql sql, Mailbox mailbox, long mid, Posting posting) throws SQLException {
        add(sql, mailbox, mid, posting, SendingLine.UNASKED);
    }

    /// The same for what the server writes in the owner's name, at once: nobody's rates are held to it.
    static void addOwn(Sql sql, Mailbox mailbox, long mid) throws SQLException {
        add(sql, mailbox, mid, new Posting(mailbox.clock.instant(), false), SendingLine.COUNTED);
    }

    private static void add(Sql sql, Mailbox mailbox, long mid, Posting posting, int turn) throws SQLException {
        sql.update("UPDATE message SET flags = (flags | ?) & ? WHERE mb = ? AND mid = ?", MessageView.SUBMITTED,
                ~MessageView.UNSENT, mailbox.mb, mid);
        sql.update("INSERT INTO submission (mb, mid, id, keeper, due, taken, attempts, submitted, turn) "
                + "VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?)", mailbox.mb, mid, mailbox.randomBytes(16).toArray(),
                posting.forClientSpooler() ? SPOOLER : SERVER, time(posting.due()), mailbox.now(), turn);
    }

    /// Refuses changes of a message that waits to be sent; only the client that spools it may change it.
    static void mayChange(Sql sql, Mailbox mailbox, MessageRow message) throws SQLException {
        if ((message.flags() & MessageView.SUBMITTED) != 0
                && row(sql, mailbox, message.mid()).filter(found -> found.keeper == SERVER).isPresent()) {
            throw new MailboxException(ErrorCode.ALREADY_SENT, "the message waits to be sent: abort that first");
        }
    }

    /// After a crash nobody of this process is sending anything.
    static void releaseAll(Sql sql) throws SQLException {
        sql.update("UPDATE submission SET taken = 0, keeper = CASE keeper WHEN 2 THEN 1 ELSE keeper END "
                + "WHERE taken > 0 OR keeper = 2");
    }

    private static Item item(java.sql.ResultSet row) throws SQLException {
        return new Item(MailboxRows.uuid(row.getBytes(1)), row.getString(2),
                new ObjectId(row.getInt(8), row.getLong(3)), MailboxRows.uuid(row.getBytes(4)), row.getInt(5),
                new Value.Time(row.getLong(6)).instant(), row.getLong(7));
    }

    @Override
    public List<Item> due(int max) {
        long now = time(database.clock().instant());
        return database.engine().read(sql -> sql.list(ITEMS + " ORDER BY s.due, s.submitted, s.mid LIMIT " + max,
                Submissions::item, now, now));
    }

    @Override
    public Optional<Item> due(UUID mailbox, ObjectId message) {
        long now = time(database.clock().instant());
        return database.engine().read(sql -> sql.one(ITEMS + " AND m.guid = ? AND s.mid = ?", Submissions::item, now,
                now, MailboxRows.bytes(mailbox), message.counter()));
    }

    @Override
    public Optional<Taken> take(Item item, SendingRates rates) {
        Optional<Mailbox> found = database.known(item.mailbox());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        record Lease(MessageParts parts, boolean refused) {}
        Mailbox mailbox = found.get();
        long mid = item.message().counter();
        Optional<Lease> lease = mailbox.engine.write(sql -> {
            long now = mailbox.now();
            Optional<Row> row = row(sql, mailbox, mid).filter(each -> each.id.equals(item.id())
                    && each.keeper == SERVER && !each.isTaken(now));
            if (row.isEmpty()) {
                return Optional.empty();
            }
            SendingLine.Place place = row.get().place;
            var line = new SendingLine(sql, mailbox, rates);
            Optional<MessageRow> message = MessageRow.find(sql, mailbox.mb, mid);
            if (message.isEmpty() || message.get().isDeleted()) { // deleted by its owner: it is not sent any more
                withdraw(sql, mailbox, mid);
                line.left(place);
                return Optional.empty();
            }
            if (!line.isNext(place)) {
                return Optional.empty();
            }
            MessageParts taken = message.get().parts(sql, mailbox.mb);
            int flags = message.get().flags();
            int turn = line.count(place, taken.recipients.values().stream()
                    .filter(recipient -> recipient.isAddressed(flags)).count());
            sql.update("UPDATE submission SET taken = ?, turn = ? WHERE mb = ? AND mid = ?",
                    time(mailbox.clock.instant().plusSeconds(LEASE_SECONDS)), turn, mailbox.mb, mid);
            line.left(place);
            taken.bag.put(Tags.MESSAGE_FLAGS, new Value.Int32(flags));
            return Optional.of(new Lease(taken, turn == SendingLine.REFUSED));
        });
        return lease.map(each -> new Taken(DraftFiller.contents(mailbox, each.parts), each.refused));
    }

    private static void withdraw(Sql sql, Mailbox mailbox, long mid) throws SQLException {
        forget(sql, mailbox, mid);
        sql.update("UPDATE message SET flags = (flags & ?) | ? WHERE mb = ? AND mid = ?", ~MessageView.SUBMITTED,
                MessageView.UNSENT, mailbox.mb, mid);
    }

    @Override
    public void finish(Item item) {
        database.known(item.mailbox()).ifPresent(mailbox -> {
            boolean _ = mailbox.engine.write(sql -> {
                long mid = item.message().counter();
                boolean waiting = row(sql, mailbox, mid).filter(row -> row.id.equals(item.id())).isPresent();
                if (waiting) {
                    finish(sql, mailbox, mid);
                }
                return waiting;
            });
        });
    }

    private static void finish(Sql sql, Mailbox mailbox, long mid) throws SQLException {
        forget(sql, mailbox, mid);
        Optional<MessageRow> message = MessageRow.find(sql, mailbox.mb, mid).filter(row -> !row.isDeleted());
        if (message.isPresent()) {
            new SentCopy(mailbox, sql).place(message.get());
        }
    }

    @Override
    public void putBack(Item item, Instant due) {
        database.known(item.mailbox()).ifPresent(mailbox -> {
            int _ = mailbox.engine.write(sql -> sql.update("UPDATE submission SET taken = 0, due = ?, "
                    + "attempts = attempts + 1 WHERE mb = ? AND mid = ? AND id = ?", time(due), mailbox.mb,
                    item.message().counter(), MailboxRows.bytes(item.id())));
        });
    }

    @Override
    public void forgetArrivals(Instant before) {
        int _ = database.engine().write(sql -> sql.update("DELETE FROM arrival WHERE arrived < ?", time(before)));
    }

    /// One mailbox's own submissions.
    static Door of(SqlMailboxSession session) {
        return new Door(session);
    }

    /// One session's, which holds the locks that its client's spooler took.
    static final class Door implements Outbox {
        private final SqlMailboxSession session;
        private final Set<Long> locked = ConcurrentHashMap.newKeySet();

        private Door(SqlMailboxSession session) {
            this.session = session;
        }

        @Override
        public void abort(ObjectId folder, ObjectId message) {
            change(message, (sql, writer, row) -> {
                if (row.isEmpty() || row.get().fid() != folder.counter()) {
                    throw new MailboxException(ErrorCode.UNABLE_TO_ABORT, "sent already");
                }
                Mailbox mailbox = session.mailbox();
                Row queued = queued(sql, mailbox, row.get());
                if (queued.isTaken(mailbox.now())) {
                    throw new MailboxException(ErrorCode.UNABLE_TO_ABORT, "being sent");
                }
                forget(sql, mailbox, row.get().mid());
                new SendingLine(sql, mailbox, SendingRates.UNLIMITED).left(queued.place);
                writer.setFlags(row.get(), row.get().flags() & ~MessageView.SUBMITTED | MessageView.UNSENT);
            });
        }

        @Override
        public void lock(ObjectId message, SpoolerLock lock) {
            change(message, (sql, writer, row) -> {
                Mailbox mailbox = session.mailbox();
                MessageRow found = row.orElseThrow(() ->
                        new MailboxException(ErrorCode.NOT_FOUND, "no message " + message));
                Row queued = queued(sql, mailbox, found);
                boolean others = queued.isLocked(mailbox.now()) && !locked.contains(found.mid());
                if (queued.keeper == SERVER || others || lock == SpoolerLock.LOCK && locked.contains(found.mid())) {
                    throw new MailboxException(ErrorCode.ACCESS_DENIED, "another sends the message");
                }
                switch (lock) {
                    case LOCK -> keep(sql, mailbox, found.mid(), LOCKED_BY_SPOOLER,
                            time(mailbox.clock.instant().plusSeconds(SPOOLER_LEASE_SECONDS)));
                    case UNLOCK -> keep(sql, mailbox, found.mid(), SPOOLER, 0);
                    case FINISHED -> finish(sql, mailbox, found.mid());
                }
            });
            if (lock == SpoolerLock.LOCK) {
                locked.add(message.counter());
            } else {
                locked.remove(message.counter());
            }
        }

        /// Gives back what the session's client had locked and never finished.
        void unlockAll() {
            if (locked.isEmpty()) {
                return;
            }
            Mailbox mailbox = session.mailbox();
            try {
                boolean _ = mailbox.engine.write(sql -> {
                    for (long mid : locked) {
                        if (row(sql, mailbox, mid).filter(row -> row.keeper == LOCKED_BY_SPOOLER).isPresent()) {
                            keep(sql, mailbox, mid, SPOOLER, 0);
                        }
                    }
                    return true;
                });
            } catch (StoreException | DatabaseException trouble) { // a session ends all the same, and the lease too
                LOG.warn("{} messages stay locked for an hour", locked.size(), trouble);
            }
            locked.clear();
        }

        @Override
        public void announce(ObjectId folder, ObjectId message) {
            change(message, (_, writer, row) -> writer.announce(row.filter(found -> found.fid() == folder.counter())
                    .orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND, "no message " + message))));
        }

        private static void keep(Sql sql, Mailbox mailbox, long mid, int keeper, long until) throws SQLException {
            sql.update("UPDATE submission SET keeper = ?, taken = ? WHERE mb = ? AND mid = ?", keeper, until,
                    mailbox.mb, mid);
        }

        private static Row queued(Sql sql, Mailbox mailbox, MessageRow message) throws SQLException {
            return row(sql, mailbox, message.mid()).orElseThrow(() ->
                    new MailboxException(ErrorCode.NOT_IN_QUEUE, "the message was not submitted"));
        }

        private interface Change {
            void apply(Sql sql, MessageWriter writer, Optional<MessageRow> row) throws SQLException;
        }

        private void change(ObjectId message, Change change) {
            session.mayManage();
            Mailbox mailbox = session.mailbox();
            long mid = session.counter(message);
            boolean _ = mailbox.engine.write(sql -> {
                var writer = new MessageWriter(mailbox, sql);
                change.apply(sql, writer, MessageRow.find(sql, mailbox.mb, mid).filter(row -> !row.isDeleted()));
                writer.finish();
                return true;
            });
        }
    }
}
