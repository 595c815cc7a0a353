package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Value;

/// What a database has of mailboxes that are nobody's: of those that were moved away (softly deleted), and of those
/// whose users gave them up. To be taken back or forgotten.
public final class Departures {
    /// A mailbox that was moved on and is taken back gives ids from so much further on: none is used twice, whatever
    /// the place that it had moved to has given meanwhile. There is room for 256 such leaps ([MS-OXCDATA] 2.2.1.1:
    /// six bytes).
    static final long LEAP = 1L << 40;
    private static final UUID NOBODY = new UUID(0, 0);
    private static final int LOCKED_MAX = 1_000;

    private final SqlMailboxDatabase database;

    Departures(SqlMailboxDatabase database) {
        this.database = database;
    }

    /// Why a mailbox is nobody's, by its number in the table.
    public enum Reason {
        /// Its user gave it up, or is gone.
        DISABLED(2),
        /// It is in another database now.
        SOFT_DELETED(1);

        final long state;

        Reason(long state) {
            this.state = state;
        }
    }

    /// @param target the database that it went to; zero when it did not move
    /// @param since when it had arrived there, or was given up
    public record Departed(MailboxDatabase.MailboxStatistics left, Reason reason, UUID target, Instant since) {
        public UUID mailboxGuid() {
            return left.mailboxGuid();
        }
    }

    private record Row(Departed departed, long mb) {}

    private static Row row(java.sql.ResultSet row) throws SQLException {
        return new Row(new Departed(MailboxRows.statistics(row),
                row.getLong(9) == Reason.DISABLED.state ? Reason.DISABLED : Reason.SOFT_DELETED,
                MailboxRows.uuid(row.getBytes(10)), new Value.Time(row.getLong(11)).instant()), row.getLong(12));
    }

    private static List<Row> rows(Sql sql, String where, Object... arguments) throws SQLException {
        return sql.list(MailboxRows.statisticsOf("departed", "m.state, m.target, m.since, m.mb", "WHERE m.state > 0"
                + where, "m.since DESC, m.mb"), Departures::row, arguments);
    }

    /// All of them, the latest first.
    public List<Departed> all() {
        return database.engine().read(sql -> rows(sql, "")).stream().map(Row::departed)
                .filter(departed -> !departed.mailboxGuid().equals(NOBODY)).toList();
    }

    /// Mailboxes that are locked for the end of a move, some of them when there are many.
    public List<UUID> locked() {
        return database.engine().read(sql -> sql.list("SELECT guid FROM departed WHERE state = ? ORDER BY since LIMIT "
                + LOCKED_MAX, row -> MailboxRows.uuid(row.getBytes(1)), MoveSource.LOCKED));
    }

    /// Takes note that a mailbox is nobody's from now on; its sessions end. Not there: does nothing.
    public void disconnect(UUID mailbox) {
        Optional<Mailbox> known = database.known(mailbox);
        if (known.isPresent()) {
            database.engine().write(sql -> {
                sql.lock("mailboxes");
                return depart(sql, known.get(), Reason.DISABLED.state, NOBODY, NOBODY);
            });
        }
    }

    /// Takes the row of `mailbox` out, which says where a mailbox is; whether it was there.
    static boolean depart(Sql sql, Mailbox mailbox, long state, UUID move, UUID target) throws SQLException {
        SqlMailboxDatabase database = mailbox.database;
        // Whoever writes to the mailbox on PostgreSQL holds this row: waits for them.
        int moved = sql.update("INSERT INTO departed (mb, " + MoveSchema.MAILBOX_COLUMNS + ", move, target, state, "
                + "since) SELECT mb, " + MoveSchema.MAILBOX_COLUMNS + ", ?, ?, ?, ? FROM mailbox WHERE mb = ? "
                + (sql.dialect() == org.gatehouse.database.Dialect.POSTGRESQL ? "FOR UPDATE" : ""),
                MailboxRows.bytes(move), MailboxRows.bytes(target), state,
                Value.Time.of(database.clock().instant()).fileTime(), mailbox.mb);
        if (moved > 0) {
            sql.update("DELETE FROM mailbox WHERE mb = ?", mailbox.mb);
            database.changes().publish(sql, mailbox, Change.DELETION);
            sql.afterCommit(() -> database.forget(mailbox));
        }
        return moved > 0;
    }

    /// Puts that row back.
    static void restore(Sql sql, long mb) throws SQLException {
        sql.update("INSERT INTO mailbox (mb, " + MoveSchema.MAILBOX_COLUMNS + ") SELECT mb, "
                + MoveSchema.MAILBOX_COLUMNS + " FROM departed WHERE mb = ?", mb);
        sql.update("DELETE FROM departed WHERE mb = ?", mb);
    }

    /// Takes a mailbox back as it was when it left: what was changed elsewhere since is not there. Of several that left
    /// it is the latest. Who calls has seen to it that no other database has it.
    ///
    /// @throws MailboxException NOT_FOUND when nothing of it is left here
    public void takeBack(UUID mailbox) {
        database.engine().write(sql -> {
            sql.lock("mailboxes");
            if (MailboxRows.find(sql, mailbox).isPresent()) {
                throw new StoreException("mailbox " + mailbox + " is in " + database.name() + " already");
            }
            Row latest = rows(sql, " AND m.guid = ?", MailboxRows.bytes(mailbox)).stream().findFirst().orElseThrow(() ->
                    new MailboxException(ErrorCode.NOT_FOUND,
                            "nothing of mailbox " + mailbox + " is left in " + database.name()));
            restore(sql, latest.mb);
            if (latest.departed.reason == Reason.SOFT_DELETED) {
                MailboxRows.takeCounters(sql, latest.mb, LEAP);
            }
            return true;
        });
    }

    /// Forgets for good what was left longer ago; how many mailboxes.
    public int forget(Duration retention) {
        Instant cutoff = database.clock().instant().minus(retention);
        return database.engine().exclusively("departed mailboxes", () ->
                forget(departed -> !departed.since.isAfter(cutoff))).orElse(0);
    }

    /// Forgets for good all that is left of a mailbox for this reason; how many times it had left.
    public int forget(UUID mailbox, Reason reason) {
        return forget(departed -> departed.mailboxGuid().equals(mailbox) && departed.reason == reason);
    }

    private int forget(Predicate<Departed> which) {
        List<Row> found = database.engine().read(sql -> rows(sql, "")).stream().filter(row -> which.test(row.departed))
                .toList();
        int forgotten = 0;
        for (Row row : found) {
            // First nobody can take it back any more; what is left when the process dies now is long due.
            boolean still = database.engine().write(sql -> {
                sql.lock("mailboxes");
                return sql.update("UPDATE departed SET guid = ?, since = 0 WHERE mb = ? AND state > 0",
                        MailboxRows.bytes(NOBODY), row.mb) > 0;
            });
            if (still) {
                MoveTarget.dropRows(database, row.mb, _ -> { });
                database.engine().write(sql -> sql.update("DELETE FROM departed WHERE mb = ?", row.mb));
                forgotten++;
            }
        }
        return forgotten;
    }

    /// A mailbox that was here, or is coming, is not made anew for who looks for it in the wrong place.
    ///
    /// @throws MailboxException MAILBOX_IN_TRANSIT while it is locked for the end of a move ([MS-OXCSTOR] 3.2.5.1.1),
    /// WRONG_SERVER when it is elsewhere
    static void requireNeverHere(Sql sql, UUID mailbox, String database) throws SQLException {
        Optional<Long> state = sql.one("SELECT state FROM departed WHERE guid = ? ORDER BY state, since DESC",
                row -> row.getLong(1), MailboxRows.bytes(mailbox));
        if (state.isPresent() && state.get() == 0) {
            throw new MailboxException(ErrorCode.MAILBOX_IN_TRANSIT, "the mailbox is about to leave " + database);
        }
        boolean comes = sql.one("SELECT 1 FROM arriving WHERE guid = ? AND phase < ?", _ -> true,
                MailboxRows.bytes(mailbox), MoveTarget.Phase.ARRIVED.ordinal()).isPresent();
        if (state.isPresent() || comes) {
            throw new MailboxException(ErrorCode.WRONG_SERVER, comes
                    ? "the mailbox has not come to " + database + " yet"
                    : "the mailbox has left " + database + ", or is disconnected");
        }
    }
}
