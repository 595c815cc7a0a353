package org.gatehouse.directory;

import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.database.Migrations;
import org.gatehouse.database.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who has which of the [SoleNames]: the primary key decides between two changes, in whichever engine.
final class SoleNameTable {
    private static final Logger LOG = LoggerFactory.getLogger(SoleNameTable.class);
    private static final String CLAIM = "INSERT INTO sole_name (kind, value, entry) VALUES (?, ?, ?)"
            + " ON CONFLICT (kind, value) DO NOTHING";

    /// Makes the table and fills it. Where two entries had a name before it was refused, the older one gets it; the
    /// other stays as it is until that name changes.
    static final Migrations.Step MADE = (sql, dialect) -> {
        sql.execute(dialect.words("CREATE TABLE sole_name (kind TEXT NOT NULL, value TEXT NOT NULL,"
                + " entry BIGINT NOT NULL, PRIMARY KEY (kind, value))"));
        sql.execute(dialect.words("CREATE INDEX sole_name_by_entry ON sole_name (entry)"));
        List<Long> ids = sql.list("SELECT id FROM entry ORDER BY id", row -> row.getLong(1));
        for (long id : ids) {
            EntryTable.Row row = EntryTable.byId(sql, id).orElseThrow();
            for (Map.Entry<SoleNames.Name, String> name : SoleNames.of(row.entry()).entrySet()) {
                if (sql.update(CLAIM, name.getKey().kind(), name.getKey().value(), id) == 0) {
                    LOG.warn("{} of '{}' belongs to an older entry too; change one of them", name.getValue(),
                            row.entry().getDN());
                }
            }
        }
    };

    private SoleNameTable() {}

    static void claimAll(Sql sql, long id, ReadOnlyEntry entry) throws SQLException {
        for (Map.Entry<SoleNames.Name, String> name : SoleNames.of(entry).entrySet()) {
            claim(sql, id, name.getKey(), name.getValue());
        }
    }

    /// Gives up the names that the entry has no longer, then claims those that are new.
    static void change(Sql sql, long id, ReadOnlyEntry before, ReadOnlyEntry after) throws SQLException {
        Map<SoleNames.Name, String> old = SoleNames.of(before);
        Map<SoleNames.Name, String> now = SoleNames.of(after);
        var gone = new ArrayList<>(old.keySet());
        gone.removeAll(now.keySet());
        for (SoleNames.Name name : gone) {
            sql.update("DELETE FROM sole_name WHERE kind = ? AND value = ? AND entry = ?", name.kind(), name.value(),
                    id);
        }
        for (Map.Entry<SoleNames.Name, String> name : now.entrySet()) {
            if (!old.containsKey(name.getKey())) {
                claim(sql, id, name.getKey(), name.getValue());
            }
        }
    }

    static void release(Sql sql, long id) throws SQLException {
        sql.update("DELETE FROM sole_name WHERE entry = ?", id);
    }

    private static void claim(Sql sql, long id, SoleNames.Name name, String shown) throws SQLException {
        if (sql.update(CLAIM, name.kind(), name.value(), id) == 0) {
            throw SoleNames.taken(shown, sql.one(
                    "SELECT dn FROM entry JOIN sole_name ON sole_name.entry = entry.id WHERE kind = ? AND value = ?",
                    row -> row.getString(1), name.kind(), name.value()).orElse(""));
        }
    }
}
