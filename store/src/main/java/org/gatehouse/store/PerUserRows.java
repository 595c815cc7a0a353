package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.Bytes;

/// The rows of `per_user`: one for each reader and public folder.
final class PerUserRows {
    /// `reader` is the reader's legacyExchangeDN in lower case, empty for a mailbox's own copies. `version` grows with
    /// every change of a row. `replica` and `fid` are the folder's long-term id.
    static final String TABLE = """
            CREATE TABLE per_user (
              mb BIGINT NOT NULL,
              reader TEXT NOT NULL,
              replica {blob} NOT NULL,
              fid BIGINT NOT NULL,
              source {blob} NOT NULL,
              version BIGINT NOT NULL,
              modified BIGINT NOT NULL,
              data {blob} NOT NULL,
              PRIMARY KEY (mb, reader, replica, fid)
            );
            """;
    private static final String WHERE = " FROM per_user WHERE mb = ? AND reader = ? AND replica = ? AND fid = ?";

    private final Mailbox mailbox;
    private final String reader;

    PerUserRows(Mailbox mailbox, String reader) {
        this.mailbox = mailbox;
        this.reader = reader;
    }

    record Data(long version, Bytes set) {}

    Optional<Data> find(Sql sql, LongTermId folder) throws SQLException {
        return sql.one("SELECT version, data" + WHERE, row -> new Data(row.getLong(1), Bytes.wrap(row.getBytes(2))),
                mailbox.mb, reader, MailboxRows.bytes(folder.replica()), folder.counter());
    }

    /// 0 when there is no row.
    long version(Sql sql, LongTermId folder) throws SQLException {
        return sql.one("SELECT version" + WHERE, row -> row.getLong(1), mailbox.mb, reader,
                MailboxRows.bytes(folder.replica()), folder.counter()).orElse(0L);
    }

    Optional<UUID> source(Sql sql, LongTermId folder) throws SQLException {
        return sql.one("SELECT source" + WHERE, row -> MailboxRows.uuid(row.getBytes(1)), mailbox.mb, reader,
                MailboxRows.bytes(folder.replica()), folder.counter());
    }

    List<LongTermId> folders(Sql sql, UUID source) throws SQLException {
        return sql.list("SELECT replica, fid FROM per_user WHERE mb = ? AND reader = ? AND source = ? "
                + "ORDER BY replica, fid", row -> new LongTermId(MailboxRows.uuid(row.getBytes(1)), row.getLong(2)),
                mailbox.mb, reader, MailboxRows.bytes(source));
    }

    int count(Sql sql) throws SQLException {
        return sql.one("SELECT COUNT(*) FROM per_user WHERE mb = ? AND reader = ?", row -> row.getInt(1), mailbox.mb,
                reader).orElse(0);
    }

    void put(Sql sql, LongTermId folder, UUID source, Bytes set) throws SQLException {
        sql.update("INSERT INTO per_user (mb, reader, replica, fid, source, version, modified, data) "
                + "VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (mb, reader, replica, fid) DO UPDATE SET "
                + "source = excluded.source, version = per_user.version + 1, modified = excluded.modified, "
                + "data = excluded.data", mailbox.mb, reader, MailboxRows.bytes(folder.replica()), folder.counter(),
                MailboxRows.bytes(source), mailbox.now(), set.toArray());
    }

    /// Forgets what everybody read in a folder that is gone.
    static void forget(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        if (mailbox.isPublic()) {
            sql.update("DELETE FROM per_user WHERE mb = ? AND fid = ?", mailbox.mb, fid);
        }
    }
}
