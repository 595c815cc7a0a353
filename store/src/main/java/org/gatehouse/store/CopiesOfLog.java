package org.gatehouse.store;

import org.gatehouse.database.Dialect;
import org.gatehouse.database.SqlEngine;

/// Whether the copies of a database have what was written to it: what they do not have is lost when one of them takes
/// over.
final class CopiesOfLog {
    private CopiesOfLog() {}

    /// Where the log ends now; empty for an engine without copies.
    static String mark(SqlEngine engine) {
        return engine.dialect() == Dialect.SQLITE ? "" : engine.read(sql ->
                sql.one("SELECT pg_current_wal_lsn()::text", row -> row.getString(1))).orElseThrow();
    }

    /// Whether every copy has on disk what was written before the mark. One that is away counts by its slot; others are
    /// known while they are connected.
    static boolean have(SqlEngine engine, String mark) {
        return mark.isEmpty() || engine.read(sql -> sql.one("SELECT NOT EXISTS (SELECT 1 FROM pg_replication_slots "
                + "WHERE slot_type = 'physical' AND restart_lsn < ?::pg_lsn) AND NOT EXISTS (SELECT 1 FROM "
                + "pg_stat_replication WHERE flush_lsn < ?::pg_lsn)", row -> row.getBoolean(1), mark, mark))
                .orElseThrow();
    }
}
