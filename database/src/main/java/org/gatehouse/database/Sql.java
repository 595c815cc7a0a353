package org.gatehouse.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection's statements while a piece of work has it. Statements are prepared once and kept.
///
/// Arguments are `Integer`, `Long`, `Boolean` (0 or 1), `String`, `byte[]` or null. Texts of statements must be
/// constants or drawn from a small set: values go in as arguments.
public final class Sql {
    /// Prepared statements kept per connection; the least recently used goes first.
    private static final int STATEMENTS_MAX = 256;

    /// Rows that PostgreSQL sends at a time to a visitor, who may stop at the first.
    private static final int ROWS_AT_A_TIME = 200;

    /// Statements that wait for the next one.
    private static final int PENDING_MAX = 4;

    private final Connection connection;
    private final Dialect dialect;
    private final String schema;
    private final List<String> pending = new ArrayList<>();
    private final List<@Nullable Object> pendingArguments = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);
    private boolean answered;

    /// On SQLite.
    Sql(Connection connection) {
        this(connection, Dialect.SQLITE, "");
    }

    /// @param schema where the tables are; its locks are its own
    Sql(Connection connection, Dialect dialect, String schema) {
        this.connection = connection;
        this.dialect = dialect;
        this.schema = schema;
    }

    /// The words in which the databases differ.
    public Dialect dialect() {
        return dialect;
    }

    /// Waits until no other transaction holds the lock of this name, and holds it until this one ends. Where one writer
    /// has the database to itself there is nothing to wait for. Works that take several take them in one order.
    public void lock(String name) throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            one("SELECT pg_advisory_xact_lock(?)", _ -> true, AdvisoryLock.key(schema, name));
        }
    }

    /// Reads one row where the cursor stands.
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Looks at one row; says whether to go on.
    @FunctionalInterface
    public interface RowVisitor {
        boolean visit(ResultSet row) throws SQLException;
    }

    /// Runs a statement that changes rows; the number of rows changed.
    public int update(String statement, @Nullable Object... arguments) throws SQLException {
        return run(PreparedStatement::executeUpdate, statement, bound(statement, arguments));
    }

    /// A work begins.
    void begin() {
        answered = false;
    }

    /// Whether a statement of the present work was answered.
    boolean isAnswered() {
        return answered;
    }

    private <T> T answered(T answer) {
        answered = true;
        return answer;
    }

    /// How a prepared statement is executed.
    @FunctionalInterface
    private interface Execution<T> {
        T of(PreparedStatement prepared) throws SQLException;
    }

    /// SQLite's driver closes what failed for another reason than a constraint, a full disk for one, and says so only
    /// when it is used again: it has to be prepared anew.
    private <T> T run(Execution<T> execution, String statement, PreparedStatement prepared) throws SQLException {
        try {
            return answered(execution.of(prepared));
        } catch (SQLException failure) {
            if (dialect == Dialect.SQLITE && statements.remove(statement) != null) {
                close(prepared);
            }
            throw failure;
        }
    }

    /// Runs a statement that changes rows and whose outcome nobody looks at: PostgreSQL is sent it together with the
    /// next one, which then fails for both, or when the work ends.
    public void put(String statement, @Nullable Object... arguments) throws SQLException {
        if (dialect != Dialect.POSTGRESQL) {
            update(statement, arguments);
            return;
        }
        if (pending.size() == PENDING_MAX) {
            flush();
        }
        pending.add(statement);
        Collections.addAll(pendingArguments, arguments);
    }

    /// Sends what was put.
    void flush() throws SQLException {
        if (!pending.isEmpty()) {
            String several = String.join("; ", pending);
            Object[] arguments = pendingArguments.toArray();
            forgetPending();
            boolean _ = run(PreparedStatement::execute, several, prepared(several, arguments));
        }
    }

    private void forgetPending() {
        pending.clear();
        pendingArguments.clear();
    }

    /// The rows of a statement, sent with what was put before it.
    private ResultSet rows(String statement, @Nullable Object... arguments) throws SQLException {
        int before = pending.size();
        if (before == 0) {
            return run(PreparedStatement::executeQuery, statement, prepared(statement, arguments));
        }
        String several = String.join("; ", pending) + "; " + statement;
        Collections.addAll(pendingArguments, arguments);
        Object[] all = pendingArguments.toArray();
        forgetPending();
        PreparedStatement prepared = prepared(several, all);
        prepared.setFetchSize(0);
        boolean _ = run(PreparedStatement::execute, several, prepared);
        for (int skipped = 0; skipped < before; skipped++) {
            prepared.getMoreResults();
        }
        return prepared.getResultSet();
    }

    /// Runs a statement once, unprepared (definitions of tables).
    public void execute(String statement) throws SQLException {
        flush();
        try (var once = connection.createStatement()) {
            boolean _ = answered(once.execute(statement));
        }
    }

    /// All rows. For bounded results only.
    public <T> List<T> list(String statement, RowReader<T> reader, @Nullable Object... arguments) throws SQLException {
        var rows = new ArrayList<T>();
        try (ResultSet found = rows(statement, arguments)) {
            while (found.next()) {
                rows.add(reader.read(found));
            }
        }
        return rows;
    }

    /// The first row, if any.
    public <T> Optional<T> one(String statement, RowReader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        try (ResultSet found = rows(statement, arguments)) {
            return found.next() ? Optional.of(reader.read(found)) : Optional.empty();
        }
    }

    /// Runs several statements in one round trip to PostgreSQL; whether the last of them found a row.
    boolean finds(String several, @Nullable Object... arguments) throws SQLException {
        PreparedStatement prepared = bound(several, arguments);
        boolean isRows = run(PreparedStatement::execute, several, prepared);
        boolean found = false;
        while (isRows || prepared.getUpdateCount() >= 0) {
            if (isRows) {
                try (ResultSet rows = prepared.getResultSet()) {
                    found = rows.next();
                }
            }
            isRows = prepared.getMoreResults();
        }
        return found;
    }

    /// Visits rows until the visitor has enough. The visitor must not run the same statement.
    public void each(String statement, RowVisitor visitor, @Nullable Object... arguments) throws SQLException {
        PreparedStatement prepared = bound(statement, arguments);
        prepared.setFetchSize(dialect == Dialect.POSTGRESQL ? ROWS_AT_A_TIME : 0);
        try (ResultSet found = run(PreparedStatement::executeQuery, statement, prepared)) {
            while (found.next() && visitor.visit(found)) {
                // the visitor does the work
            }
        }
    }

    /// Registers what to do once the changes of this work are on disk: in the order of the commits, on the writer's
    /// thread, before the caller of `write` goes on. Must be quick and must not throw. Never run when the work fails.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /// Closes the prepared statements; the connection is its owner's.
    void close() {
        statements.values().forEach(Sql::close);
        statements.clear();
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException _) {
            // its connection frees it at the latest
        }
    }

    /// Takes the actions registered since the last call. What was put and not sent is forgotten.
    List<Runnable> takeAfterCommit() {
        forgetPending();
        var taken = List.copyOf(afterCommit);
        afterCommit.clear();
        return taken;
    }

    private PreparedStatement bound(String statement, @Nullable Object... arguments) throws SQLException {
        flush();
        return prepared(statement, arguments);
    }

    private PreparedStatement prepared(String statement, @Nullable Object... arguments) throws SQLException {
        PreparedStatement prepared = statements.get(statement);
        if (prepared == null) {
            if (statements.size() >= STATEMENTS_MAX) {
                var eldest = statements.entrySet().iterator();
                eldest.next().getValue().close();
                eldest.remove();
            }
            prepared = connection.prepareStatement(statement);
            statements.put(statement, prepared);
        }
        for (int index = 0; index < arguments.length; index++) {
            bind(prepared, index + 1, arguments[index] instanceof String text ? storable(text) : arguments[index]);
        }
        return prepared;
    }

    /// PostgreSQL's text has no U+0000: what stands for a character that cannot be shown takes its place.
    private String storable(String text) {
        return dialect == Dialect.POSTGRESQL && text.indexOf('\0') >= 0 ? text.replace('\0', '\ufffd') : text;
    }

    private static void bind(PreparedStatement prepared, int index, @Nullable Object argument) throws SQLException {
        switch (argument) {
            case null -> prepared.setObject(index, null);
            case Integer number -> prepared.setInt(index, number);
            case Long number -> prepared.setLong(index, number);
            case Boolean flag -> prepared.setInt(index, flag ? 1 : 0);
            case String text -> prepared.setString(index, text);
            case byte[] bytes -> prepared.setBytes(index, bytes);
            default -> throw new IllegalArgumentException("argument " + index + " is a " + argument.getClass());
        }
    }
}
