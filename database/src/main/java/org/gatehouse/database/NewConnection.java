package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;

/// A connection to a PostgreSQL server that nobody has used yet.
public final class NewConnection {
    /// Looks at what is behind each new connection before anything is done on it. A database that is found at another
    /// server is looked at before anybody reads or writes it there, and whoever comes at the same time waits.
    @FunctionalInterface
    public interface Check {
        Check NONE = _ -> { };

        /// @throws DatabaseException to refuse it
        void look(NewConnection connection) throws SQLException;
    }

    private final Connection connection;
    private final Sql sql;
    private final Home.Instance server;

    NewConnection(Connection connection, Sql sql, Home.Instance server) {
        this.connection = connection;
        this.sql = sql;
        this.server = server;
    }

    /// The cluster's identifier and the timeline of its log: the same until another server is promoted, or the log is
    /// replayed up to some moment of the past.
    public String lineage() {
        return server.system() + " timeline " + server.timeline();
    }

    /// For statements that are a transaction each.
    public Sql sql() {
        return sql;
    }

    /// Runs `work` in one transaction that sees what is committed before each statement, whatever the connection is
    /// for, and has no savepoints.
    public <T> T write(SqlWork<T> work) throws SQLException {
        boolean readOnly = connection.isReadOnly();
        connection.setReadOnly(false);
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            sql.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            T result = work.run(sql);
            sql.flush();
            connection.commit();
            done = true;
            sql.takeAfterCommit().forEach(Runnable::run);
            return result;
        } finally {
            if (!done) {
                sql.takeAfterCommit();
                connection.rollback();
            }
            connection.setAutoCommit(true);
            connection.setReadOnly(readOnly);
        }
    }
}
