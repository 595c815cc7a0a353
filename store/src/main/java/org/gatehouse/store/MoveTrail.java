package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;

/// Notes what is written to a mailbox while a move copies it: triggers of the database, so that no way of writing is
/// forgotten, and nobody pays for them but who writes to a mailbox that is on the move.
final class MoveTrail {
    /// A table whose rows are noted, and by which columns.
    private record Watched(String table, MoveSchema.Part part, String a, String b) {}

    /// Rows of `content` below zero belong to drafts that nobody has saved.
    private static final List<Watched> WATCHED = List.of(
            new Watched("folder", MoveSchema.Part.FOLDER, "fid", ""),
            new Watched("message", MoveSchema.Part.MESSAGE, "mid", ""),
            new Watched("attachment", MoveSchema.Part.MESSAGE, "mid", ""),
            new Watched("content", MoveSchema.Part.MESSAGE, "mid", ""),
            new Watched("search_link", MoveSchema.Part.LINK, "fid", "mid"));

    /// The lower bits of an entry's id are drawn, so that a source that came back without its last entries does not
    /// give their ids to others: who followed them would not notice.
    private static final int DRAWN_BITS = 20;

    /// By the table: within one statement `sqlite_sequence` stands still.
    private static final String NEXT_ON_SQLITE = "((coalesce((SELECT MAX(id) FROM move_trail), 0) >> " + DRAWN_BITS
            + ") + 1 << " + DRAWN_BITS + ") + (random() & " + ((1 << DRAWN_BITS) - 1) + ")";

    private MoveTrail() {}

    /// What stands behind the entry.
    record Entry(long id, MoveSchema.Part part, long a, long b) {}

    /// Begins to note, or goes on. Each table by itself: on PostgreSQL this waits for those who write to it, and who
    /// held one table while waiting for another could wait for ever.
    static void begin(SqlEngine engine, long mb) {
        for (Watched watched : WATCHED) {
            engine.write(sql -> {
                watch(sql, watched, mb);
                return true;
            });
        }
    }

    private static void watch(Sql sql, Watched watched, long mb) throws SQLException {
        if (sql.dialect() == Dialect.POSTGRESQL) {
            sql.lock("move trail");
            if (isWatched(sql, watched, mb)) {
                return; // making them again would hold up whoever writes
            }
            function(sql, watched);
        }
        for (Event event : Event.values()) {
            sql.execute(switch (sql.dialect()) {
                case SQLITE -> "CREATE TRIGGER IF NOT EXISTS " + name(watched, event, mb) + " AFTER " + event + " ON "
                        + watched.table + " WHEN " + event.rowInMailbox(mb) + " BEGIN "
                        + notes(watched, event, NEXT_ON_SQLITE)
                        + " END";
                case POSTGRESQL -> "CREATE OR REPLACE TRIGGER " + name(watched, event, mb) + " AFTER " + event + " ON "
                        + watched.table + " FOR EACH ROW WHEN (" + event.rowInMailbox(mb) + ") EXECUTE FUNCTION "
                        + function(watched, event) + "()";
            });
        }
    }

    /// Whether all that is needed is there, which stays so as long as [#end] sees a note of the move: who takes that
    /// asks in the same transaction.
    static boolean isBegun(Sql sql, long mb) throws SQLException {
        sql.lock("move trail");
        for (Watched watched : WATCHED) {
            if (!isWatched(sql, watched, mb)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWatched(Sql sql, Watched watched, long mb) throws SQLException {
        return sql.one(switch (sql.dialect()) {
            case SQLITE -> "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? "
                    + "AND name IN (?, ?, ?)";
            case POSTGRESQL -> "SELECT COUNT(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                    + "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() "
                    + "AND c.relname = ? AND t.tgname IN (?, ?, ?)";
        }, row -> row.getInt(1) == Event.values().length, watched.table, name(watched, Event.INSERT, mb),
                name(watched, Event.UPDATE, mb), name(watched, Event.DELETE, mb)).orElse(false);
    }

    private enum Event {
        INSERT, UPDATE, DELETE;

        String rowInMailbox(long mb) {
            return (this == DELETE ? "OLD.mb = " : "NEW.mb = ") + mb;
        }

        List<String> rows() {
            return switch (this) {
                case INSERT -> List.of("NEW");
                case UPDATE -> List.of("OLD", "NEW");
                case DELETE -> List.of("OLD");
            };
        }
    }

    private static String name(Watched watched, Event event, long mb) {
        return "move_" + mb + "_" + watched.table + "_" + event.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String function(Watched watched, Event event) {
        // Another name than that of earlier programs, which drew nothing: a trail has ids of one kind only.
        return "move_note_" + watched.table + "_" + event.name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The tables are named with their schema: who writes may have others in sight.
    private static void function(Sql sql, Watched watched) throws SQLException {
        String schema = sql.one("SELECT quote_ident(current_schema())", row -> row.getString(1)).orElseThrow();
        for (Event event : Event.values()) {
            sql.execute("CREATE OR REPLACE FUNCTION " + function(watched, event) + "() RETURNS trigger "
                    + "LANGUAGE plpgsql AS $$ BEGIN " + notes(watched, event, "(nextval(pg_get_serial_sequence('"
                    + schema.replace("'", "''") + ".move_trail', 'id')) << " + DRAWN_BITS + ") + floor(random() * "
                    + (1 << DRAWN_BITS) + ")::bigint").replace("INTO ", "INTO " + schema + ".")
                    + " RETURN NULL; END $$");
        }
    }

    /// @param next the id of the next entry
    private static String notes(Watched watched, Event event, String next) {
        var notes = new StringBuilder();
        for (String row : event.rows()) {
            notes.append("INSERT INTO move_trail (id, mb, kind, a, b) SELECT ").append(next).append(", ").append(row)
                    .append(".mb, ")
                    .append(watched.part.ordinal()).append(", ").append(row).append('.').append(watched.a).append(", ")
                    .append(watched.b.isEmpty() ? "0" : row + "." + watched.b)
                    .append(" WHERE ").append(row).append('.').append(watched.a).append(" > 0; ");
        }
        return notes.toString();
    }

    /// Stops to note, and forgets what was noted, unless a move is noted at the mailbox: who comes late to this, since
    /// it stood still meanwhile, leaves a later move what it needs.
    static void end(SqlEngine engine, long mb) {
        for (Watched watched : WATCHED) {
            engine.write(sql -> !isWanted(sql, mb) && drop(sql, watched, mb));
        }
        engine.write(sql -> isWanted(sql, mb) ? 0 : sql.update("DELETE FROM move_trail WHERE mb = ?", mb));
    }

    private static boolean isWanted(Sql sql, long mb) throws SQLException {
        sql.lock("move trail");
        return sql.one("SELECT 1 FROM departing WHERE mb = ?", _ -> true, mb).isPresent();
    }

    private static boolean drop(Sql sql, Watched watched, long mb) throws SQLException {
        for (Event event : Event.values()) {
            sql.execute("DROP TRIGGER IF EXISTS " + name(watched, event, mb)
                    + (sql.dialect() == Dialect.POSTGRESQL ? " ON " + watched.table : ""));
        }
        return true;
    }

    /// The oldest entries behind `after`.
    static List<Entry> read(Sql sql, long mb, long after, int max) throws SQLException {
        return sql.list("SELECT id, kind, a, b FROM move_trail WHERE mb = ? AND id > ? ORDER BY id LIMIT ?",
                row -> new Entry(row.getLong(1), MoveSchema.Part.values()[row.getInt(2)], row.getLong(3),
                        row.getLong(4)), mb, after, max);
    }

    static long count(Sql sql, long mb, long after) throws SQLException {
        return sql.one("SELECT COUNT(*) FROM move_trail WHERE mb = ? AND id > ?", row -> row.getLong(1), mb, after)
                .orElse(0L);
    }

    static boolean has(Sql sql, long mb, long id) throws SQLException {
        return sql.one("SELECT 1 FROM move_trail WHERE mb = ? AND id = ?", _ -> true, mb, id).isPresent();
    }
}
