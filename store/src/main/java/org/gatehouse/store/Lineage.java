package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a database goes on where it was left, and what to do when it does not: what was written last may be
/// missing, and clients may know ids of it. New ids are then of new replicas, one for each mailbox
/// ([MS-OXCSTOR] 3.2.3), decided once in the database itself.
final class Lineage {
    private static final Logger LOG = LoggerFactory.getLogger(Lineage.class);

    /// `first_number` and `names_after` are null for replicas that are not a mailbox's own (see [OwnReplicas]).
    ///
    /// `lineage` has one row: what the database is recognised by (`mark`, and the number of the transaction that wrote
    /// it, which a restored row does not have), and how often and when last it did not go on.
    static final String TABLE = """
            ALTER TABLE replica ADD COLUMN first_number BIGINT;
            ALTER TABLE replica ADD COLUMN names_after BIGINT;
            CREATE TABLE lineage (
              mark TEXT NOT NULL,
              writer BIGINT NOT NULL,
              breaks BIGINT NOT NULL,
              broken BIGINT NOT NULL,
              why TEXT NOT NULL
            );
            """;
    /// Numbers that are skipped, so that what another process, or an answer under way, still knows of lost ones is
    /// never taken for a new one. There is room for half a million times ([MS-OXCDATA] 2.2.1.1: six bytes).
    static final long LEAP = 1L << 28;
    /// Short ids and ids of names are few: so much of what is left is skipped each time.
    private static final int PART = 64;
    private static final int MOUNTS_SKIPPED = 1_024;
    private static final int MAILBOXES_AT_ONCE = 500;

    private Lineage() {}

    /// @param writer of the mark
    /// @param breaks how often the database did not go on
    /// @param broken when last, as FILETIME
    record Standing(String mark, boolean written, long writer, long breaks, long broken) {}

    /// Empty in a database that was never marked: a new one, or one of an earlier format.
    static Optional<Standing> standing(Sql sql) throws SQLException {
        // A row that was copied in has the number of the transaction that copied it.
        String written = sql.dialect() == Dialect.SQLITE ? "1 = 1"
                : "xmin::text::bigint = mod(writer, 4294967296)";
        return sql.one("SELECT mark, " + written + ", writer, breaks, broken FROM lineage", row -> new Standing(
                row.getString(1), row.getBoolean(2), row.getLong(3), row.getLong(4), row.getLong(5)));
    }

    /// Marks the database. On PostgreSQL in a transaction without savepoints, whose number the row would not have.
    static void mark(Sql sql, String mark) throws SQLException {
        long writer = sql.dialect() == Dialect.SQLITE ? 0
                : sql.one("SELECT pg_current_xact_id()::text::bigint", row -> row.getLong(1)).orElseThrow();
        if (sql.update("UPDATE lineage SET mark = ?, writer = ?", mark, writer) == 0) {
            sql.update("INSERT INTO lineage (mark, writer, breaks, broken, why) VALUES (?, ?, 0, 0, '')", mark,
                    writer);
        }
    }

    /// The database does not go on where it was left: new ids are of new replicas from here on.
    ///
    /// @param why the end of a sentence that says what happened
    static void breakOff(Sql sql, String database, String why, RandomGenerator random, long now) throws SQLException {
        int mailboxes = 0;
        for (String table : List.of("mailbox", "departed")) {
            List<Long> some;
            long last = Long.MIN_VALUE;
            do {
                some = sql.list("SELECT mb FROM " + table + " WHERE mb > ? ORDER BY mb LIMIT " + MAILBOXES_AT_ONCE,
                        row -> row.getLong(1), last);
                for (long mb : some) {
                    begin(sql, table, mb, random);
                    last = mb;
                    mailboxes++;
                }
            } while (some.size() == MAILBOXES_AT_ONCE);
        }
        if (sql.dialect() == Dialect.POSTGRESQL) {
            sql.update("UPDATE mount SET number = number + ?", MOUNTS_SKIPPED);
        }
        // What was copied of a mailbox may be among what is missing, and nothing here would say so: moves begin anew.
        sql.update("DELETE FROM departing");
        sql.update("UPDATE lineage SET breaks = breaks + 1, broken = ?, why = ?", now, why);
        int told = mailboxes;
        sql.afterCommit(() -> LOG.warn("database {} does not go on where it was left: {}. What was written last may be "
                + "missing; new ids in its {} mailboxes are of new replicas, so none is given twice", database, why,
                told));
    }

    /// A new replica of one mailbox, whose row is in that table; where there is no short id left for it, numbers go on
    /// far behind the lost ones.
    static void begin(Sql sql, String table, long mb, RandomGenerator random) throws SQLException {
        long first = sql.one("UPDATE " + table + " SET next_counter = next_counter + ? WHERE mb = ? "
                + "RETURNING next_counter", row -> row.getLong(1), LEAP, mb).orElseThrow();
        long last = sql.one("SELECT COALESCE(MAX(id), ?) FROM replica WHERE mb = ?", row -> row.getLong(1),
                Mailbox.REPLICA_ID, mb).orElseThrow();
        long id = last + 1 + (ReplicaIds.COUNT_MAX - last) / PART;
        if (id > ReplicaIds.COUNT_MAX) {
            return;
        }
        long name = NamedProperties.last(sql, mb);
        long nameLeft = Math.max(0, PropertyTag.NAMED_ID_MIN + ReplicaIds.COUNT_MAX - name);
        sql.update("INSERT INTO replica (mb, id, guid, first_number, names_after) VALUES (?, ?, ?, ?, ?)", mb, id,
                MailboxRows.bytes(newGuid(random)), first, name + nameLeft / PART);
    }

    static UUID newGuid(RandomGenerator random) {
        return new UUID(random.nextLong() & ~0xf000L | 0x4000L,
                random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L);
    }

    /// The last time, if ever.
    static Optional<MailboxDatabase.Break> last(Sql sql) throws SQLException {
        return sql.one("SELECT broken, why, breaks FROM lineage WHERE breaks > 0", row -> new MailboxDatabase.Break(
                new Value.Time(row.getLong(1)).instant(), row.getString(2), row.getLong(3)));
    }
}
