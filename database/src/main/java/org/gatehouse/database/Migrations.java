package org.gatehouse.database;

import java.sql.SQLException;
import java.util.List;

/// How a database comes from nothing, or from any earlier format, to the present one: numbered steps, forward only.
///
/// Step `n` of the list (counted from 1) makes format `n`; a step that has shipped is never edited, only followed by
/// another. Each step is one transaction together with the record of its number.
///
/// @param component what the tables are for (`store`, `directory`); a file of another component is refused
/// @param steps at least one
public record Migrations(String component, List<Step> steps) {
    public Migrations {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("no migration step for " + component);
        }
    }

    /// The newest format this program knows.
    public int format() {
        return steps.size();
    }

    /// One step: statements, or code when statements are not enough.
    @FunctionalInterface
    public interface Step {
        void apply(Sql sql, Dialect dialect) throws SQLException;

        /// Statements in the words of [Dialect#words], separated by semicolons at line ends.
        static Step statements(String script) {
            return (sql, dialect) -> {
                for (String statement : script.split(";\\s*\\R")) {
                    String trimmed = statement.strip();
                    if (!trimmed.isEmpty()) {
                        sql.execute(dialect.words(trimmed.endsWith(";")
                                ? trimmed.substring(0, trimmed.length() - 1) : trimmed));
                    }
                }
            };
        }
    }

    /// Brings the database behind `sql` to the present format, inside the caller's transaction.
    ///
    /// @param place for messages: the file or the database's name
    void bringUp(Sql sql, Dialect dialect, String place) throws SQLException {
        sql.execute("CREATE TABLE IF NOT EXISTS gatehouse_format (component TEXT PRIMARY KEY, format BIGINT NOT NULL)");
        List<String> others = sql.list("SELECT component FROM gatehouse_format WHERE component <> ?",
                row -> row.getString(1), component);
        if (!others.isEmpty()) {
            throw new DatabaseException(place + " is a database of " + others.getFirst() + ", not of " + component
                    + ": name the right file");
        }
        int found = sql.one("SELECT format FROM gatehouse_format WHERE component = ?", row -> row.getInt(1), component)
                .orElse(0);
        if (found > format()) {
            throw new DatabaseException(place + " has format " + found + " of " + component
                    + ", this program knows formats up to " + format()
                    + ": start it with the newer Gatehouse that wrote it");
        }
        for (int number = found + 1; number <= format(); number++) {
            steps.get(number - 1).apply(sql, dialect);
            sql.update("INSERT INTO gatehouse_format (component, format) VALUES (?, ?) "
                    + "ON CONFLICT (component) DO UPDATE SET format = excluded.format", component, number);
        }
    }
}
