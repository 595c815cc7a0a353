package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/// Keeps programs of different versions from spoiling one schema for each other. Each holds an advisory lock named
/// after the newest format that it knows, shared with others of its kind; who wants to make a format that is not for
/// them has to get that lock alone, which shows that none is left and lets none begin until the format is made.
final class FormatGuard {
    private static final String HOLDERS = "SELECT DISTINCT coalesce(host(client_addr), 'this host'), application_name"
            + " FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted"
            + " AND ((classid::bigint << 32) | objid::bigint) = ? AND objsubid = 1 AND pid <> pg_backend_pid()";

    private static final int ENDED_MILLIS_MAX = 3_000;

    private final PostgresConnector connector;
    private final Migrations migrations;

    FormatGuard(PostgresConnector connector, Migrations migrations) {
        this.connector = connector;
        this.migrations = migrations;
    }

    private long key(int format) {
        return AdvisoryLock.key(connector.schema(), "programs of format " + format);
    }

    /// A connection that shows, for as long as it lives, that a program of our format is at work.
    Connection holding() throws SQLException {
        Connection connection = connector.open(PostgresConnector.Use.HOLD);
        boolean held = false;
        try {
            AdvisoryLock.await(connection, "pg_advisory_lock_shared", key(migrations.format()));
            held = true;
            return connection;
        } finally {
            if (!held) {
                connection.close();
            }
        }
    }

    /// To be asked at each connection: after an interruption a newer program may have been here.
    ///
    /// @throws DatabaseException when the format is not for this program any more
    void check(Connection connection) throws SQLException {
        var sql = new Sql(connection, Dialect.POSTGRESQL, connector.schema());
        try {
            migrations.requireUsable(sql, connector.place());
        } finally {
            sql.close();
        }
    }

    /// Creates what is missing and brings the schema up, in the transaction of `connection`.
    void bringUp(Connection connection, Sql sql) throws SQLException {
        migrations.bringUp(sql, Dialect.POSTGRESQL, connector.place(), format -> below(connection, format));
    }

    private List<String> below(Connection connection, int format) throws SQLException {
        var found = new ArrayList<String>();
        for (int older = 1; older < format; older++) {
            if (!isAlone(connection, key(older))) {
                found.addAll(holders(connection, older));
            }
        }
        return found;
    }

    /// Takes the lock until the transaction ends. A server needs a moment to notice that a process has ended.
    private static boolean isAlone(Connection connection, long key) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (var wait = connection.createStatement();
                var lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            wait.execute("SET LOCAL lock_timeout = " + ENDED_MILLIS_MAX);
            lock.setLong(1, key);
            lock.execute();
            wait.execute("SET LOCAL lock_timeout = DEFAULT");
            return true;
        } catch (SQLException refused) {
            if (PostgresFailure.of(refused) != PostgresFailure.LOCKED) {
                throw refused;
            }
            connection.rollback(before);
            return false;
        }
    }

    private List<String> holders(Connection connection, int format) throws SQLException {
        var found = new ArrayList<String>();
        try (var ask = connection.prepareStatement(HOLDERS)) {
            ask.setLong(1, key(format));
            try (var row = ask.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(2) + " at " + row.getString(1));
                }
            }
        }
        return found.isEmpty() ? List.of("one that just left") : found;
    }
}
