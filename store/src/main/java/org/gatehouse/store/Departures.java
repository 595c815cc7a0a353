package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Value;

/// What a database has left of mailboxes that were moved away from it: softly deleted, to be taken back or forgotten.
public final class Departures {
    private static final String GONE = "SELECT guid, display_name, legacy_dn, target, since, mb FROM departed "
            + "WHERE state = 1";

    private final SqlMailboxDatabase database;

    Departures(SqlMailboxDatabase database) {
        this.database = database;
    }

    /// @param target the database that it went to
    /// @param since when it had arrived there
    public record Departed(UUID mailboxGuid, String displayName, String legacyDn, UUID target, Instant since) {}

    private record Row(Departed departed, long mb) {}

    private static Row row(java.sql.ResultSet row) throws SQLException {
        return new Row(new Departed(MailboxRows.uuid(row.getBytes(1)), row.getString(2), row.getString(3),
                MailboxRows.uuid(row.getBytes(4)), new Value.Time(row.getLong(5)).instant()), row.getLong(6));
    }

    /// All of them, the latest first.
    public List<Departed> all() {
        return database.engine().read(sql -> sql.list(GONE + " ORDER BY since DESC, mb", row -> row(row).departed));
    }

    /// Takes the mailbox back as it was when it left: what was changed in the target is not there. Who calls has seen
    /// to it that the target's is gone.
    ///
    /// @throws MailboxException NOT_FOUND when nothing of it is left here
    public void takeBack(UUID mailbox) {
        database.engine().write(sql -> {
            sql.lock("mailboxes");
            if (MailboxRows.find(sql, mailbox).isPresent()) {
                throw new StoreException("mailbox " + mailbox + " is in " + database.name() + " already");
            }
            Row latest = sql.one(GONE + " AND guid = ? ORDER BY since DESC LIMIT 1", Departures::row,
                    MailboxRows.bytes(mailbox)).orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND,
                            "nothing of mailbox " + mailbox + " is left in " + database.name()));
            MoveSource.restore(sql, latest.mb);
            return true;
        });
    }

    /// Forgets for good what was left longer ago; how many mailboxes.
    public int forget(Duration retention) {
        long cutoff = Value.Time.of(database.clock().instant().minus(retention)).fileTime();
        return database.engine().exclusively("departed mailboxes", () -> {
            List<Long> old = database.engine().read(sql -> sql.list("SELECT mb FROM departed WHERE state = 1 "
                    + "AND since <= ?", row -> row.getLong(1), cutoff));
            for (long mb : old) {
                MoveTarget.dropRows(database, mb);
                database.engine().write(sql -> sql.update("DELETE FROM departed WHERE mb = ?", mb));
            }
            return old.size();
        }).orElse(0);
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
                    : "the mailbox has left " + database);
        }
    }
}
