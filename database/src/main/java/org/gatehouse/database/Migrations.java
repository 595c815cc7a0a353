package org.gatehouse.database;

import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a database comes from nothing, or from any earlier format, to the present one: numbered steps, forward only.
///
/// Step `n` of the list (counted from 1) makes format `n`; a step that has shipped is never edited, only followed by
/// another. Each step is one transaction together with the record of its number. A step says which older programs may
/// go on: [Step#additive], [Step#bearableFrom(int, Step)].
///
/// @param component what the tables are for (`store`, `directory`); a file of another component is refused
/// @param steps at least one
public record Migrations(String component, List<Step> steps) {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

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

    /// The oldest format whose programs can work on the newest.
    public int usableFrom() {
        return bearableFrom(1);
    }

    /// The oldest format whose programs can live with all steps from `first` on.
    private int bearableFrom(int first) {
        int oldest = 1;
        for (int number = first; number <= format(); number++) {
            oldest = Math.max(oldest, steps.get(number - 1).bearableFrom(number));
        }
        return oldest;
    }

    /// One step: statements, or code when statements are not enough.
    @FunctionalInterface
    public interface Step {
        void apply(Sql sql, Dialect dialect) throws SQLException;

        /// The oldest format whose programs may read and write beside those that know the step.
        ///
        /// @param number the step's own, which is what no older program can live with
        default int bearableFrom(int number) {
            return number;
        }

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

        /// A step that only adds what older programs neither need nor spoil, so that servers can be upgraded one after
        /// the other. Whatever it fills in has to be right also for rows that such a program writes later.
        static Step additive(Step step) {
            return new Bearable(1, step);
        }

        /// A step that takes away what programs from a format on no longer use, so that it is made beside them: one
        /// version does without it, a later one takes it away. Programs before that format have to be gone.
        static Step bearableFrom(int format, Step step) {
            return new Bearable(format, step);
        }
    }

    private record Bearable(int format, Step step) implements Step {
        @Override
        public void apply(Sql sql, Dialect dialect) throws SQLException {
            step.apply(sql, dialect);
        }

        @Override
        public int bearableFrom(int number) {
            if (format > number) {
                throw new IllegalArgumentException("step " + number + " is for programs of format " + format
                        + ", which comes later");
            }
            return format;
        }
    }

    /// Who else works on the database while it is brought up.
    @FunctionalInterface
    interface Others {
        /// For a database with one owner.
        Others NONE = _ -> List.of();

        /// Programs at work whose newest format is below `format`; none can start until the transaction ends.
        List<String> below(int format) throws SQLException;
    }

    /// Brings the database behind `sql` to the present format, inside the caller's transaction.
    ///
    /// @param place for messages: the file or the database's name
    void bringUp(Sql sql, Dialect dialect, String place, Others others) throws SQLException {
        sql.execute("CREATE TABLE IF NOT EXISTS gatehouse_format (component TEXT PRIMARY KEY, format BIGINT NOT NULL)");
        sql.execute("CREATE TABLE IF NOT EXISTS gatehouse_usable (component TEXT PRIMARY KEY, format BIGINT NOT NULL)");
        List<String> strangers = sql.list("SELECT component FROM gatehouse_format WHERE component <> ?",
                row -> row.getString(1), component);
        if (!strangers.isEmpty()) {
            throw new DatabaseException(place + " is a database of " + strangers.getFirst() + ", not of " + component
                    + ": name the right file");
        }
        int found = number(sql, "gatehouse_format");
        if (found > format()) {
            requireUsable(sql, place);
            LOG.info("{} has format {} of {}; this program knows {} and can work on it", place, found, component,
                    format());
            return;
        }
        if (found > 0 && found < format()) {
            int oldest = bearableFrom(found + 1);
            requireNobody(others.below(oldest), place, found);
            LOG.info("{} is brought from format {} of {} to {}; {}", place, found, component, format(),
                    oldest <= usableFrom(sql) ? "older programs can go on working on it"
                            : "programs that know no more than format " + (oldest - 1) + " can no longer open it");
        }
        for (int number = found + 1; number <= format(); number++) {
            steps.get(number - 1).apply(sql, dialect);
            note(sql, "gatehouse_format", number);
        }
        if (number(sql, "gatehouse_usable") != usableFrom()) {
            note(sql, "gatehouse_usable", usableFrom());
        }
    }

    private void requireNobody(List<String> others, String place, int found) {
        if (!others.isEmpty()) {
            throw new DatabaseException(place + " has format " + found + " of " + component + ", and format " + format()
                    + " of this program is not for the older programs that use it now: " + String.join(", ", others)
                    + ". Stop those, then start this one");
        }
    }

    /// The oldest format whose programs can work on the database as it is.
    private int usableFrom(Sql sql) throws SQLException {
        int usable = number(sql, "gatehouse_usable");
        return usable == 0 ? number(sql, "gatehouse_format") : usable;
    }

    /// @throws DatabaseException when a newer program has brought the database to what this one cannot work on
    void requireUsable(Sql sql, String place) throws SQLException {
        if (usableFrom(sql) > format()) {
            throw new DatabaseException(place + " has format " + number(sql, "gatehouse_format") + " of " + component
                    + ", this program knows formats up to " + format()
                    + ": start it with the newer Gatehouse that wrote it");
        }
    }

    private int number(Sql sql, String table) throws SQLException {
        return sql.one("SELECT format FROM " + table + " WHERE component = ?", row -> row.getInt(1), component)
                .orElse(0);
    }

    private void note(Sql sql, String table, int number) throws SQLException {
        sql.update("INSERT INTO " + table + " (component, format) VALUES (?, ?) "
                + "ON CONFLICT (component) DO UPDATE SET format = excluded.format", component, number);
    }
}
