package org.gatehouse.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/// Opens connections to one schema of a PostgreSQL server, and only to a server that keeps what it acknowledged.
final class PostgresConnector {
    /// The first version with pg_current_snapshot, and the oldest that its makers maintain.
    private static final int VERSION_MIN = 130_000;
    private static final String CHECK = "SELECT current_setting('fsync'), current_setting('full_page_writes'), "
            + "current_setting('synchronous_commit'), current_setting('server_encoding'), "
            + "current_setting('server_version_num')::int, current_setting('server_version'), pg_is_in_recovery()";

    private final PostgresAddress address;
    private final String schema;
    private final PostgresLimits limits;

    PostgresConnector(PostgresAddress address, String schema, PostgresLimits limits) {
        this.address = address;
        this.schema = schema;
        this.limits = limits;
    }

    /// What a connection is for.
    enum Use {
        WRITE("-c default_transaction_isolation=read\\ committed"),
        /// One snapshot per transaction, which cannot fail by what others do, since it changes nothing.
        READ("-c default_transaction_isolation=repeatable\\ read"),
        /// Tables may take long to rebuild.
        MIGRATE("-c default_transaction_isolation=read\\ committed"),
        /// Held while background work runs elsewhere, or to listen.
        HOLD("-c default_transaction_isolation=read\\ committed");

        private final String options;

        Use(String options) {
            this.options = options;
        }
    }

    /// For messages.
    String place() {
        return schema + " of " + address.place();
    }

    String schema() {
        return schema;
    }

    /// A connection in auto-commit mode.
    Connection open(Use use) throws SQLException {
        var settings = new Properties();
        settings.setProperty("user", address.user());
        settings.setProperty("password", address.password().get());
        settings.setProperty("ApplicationName", "gatehouse");
        settings.setProperty("tcpKeepAlive", "true");
        settings.setProperty("targetServerType", "primary");
        int connectSeconds = Math.max(1, limits.connectMillisMax() / 1000);
        settings.setProperty("connectTimeout", Integer.toString(connectSeconds));
        settings.setProperty("loginTimeout", Integer.toString(connectSeconds));
        boolean bounded = use == Use.WRITE || use == Use.READ;
        if (bounded) {
            // The server ends a statement that takes too long; this is for when the server cannot be reached.
            settings.setProperty("socketTimeout", Integer.toString(limits.statementMillisMax() / 1000 + 15));
        }
        settings.setProperty("options", use.options + " -c search_path=" + schema + " -c jit=off"
                + (bounded ? " -c statement_timeout=" + limits.statementMillisMax() + " -c lock_timeout="
                        + limits.lockMillisMax() + " -c idle_in_transaction_session_timeout="
                        + limits.statementMillisMax() : ""));
        Connection connection = DriverManager.getConnection(address.url(), settings);
        boolean kept = false;
        try {
            check(connection);
            connection.setReadOnly(use == Use.READ);
            kept = true;
            return connection;
        } finally {
            if (!kept) {
                connection.close();
            }
        }
    }

    private void check(Connection connection) throws SQLException {
        try (var statement = connection.createStatement(); ResultSet row = statement.executeQuery(CHECK)) {
            row.next();
            require("on".equals(row.getString(1)), "fsync is off", "switch it on in postgresql.conf");
            require("on".equals(row.getString(2)), "full_page_writes is off", "switch it on in postgresql.conf");
            require(!"off".equals(row.getString(3)), "synchronous_commit is off",
                    "switch it on in postgresql.conf, or for the user or database that has it off");
            require("UTF8".equals(row.getString(4)), "its encoding is " + row.getString(4),
                    "create the database with ENCODING 'UTF8'");
            require(row.getInt(5) >= VERSION_MIN, "its version is " + row.getString(6), "use PostgreSQL 13 or later");
            require(!row.getBoolean(7), "it is a standby", "name the primary server");
        }
    }

    private void require(boolean met, String otherwise, String remedy) {
        if (!met) {
            throw new DatabaseException(address.place() + " cannot keep mailboxes: " + otherwise + "; " + remedy);
        }
    }
}
