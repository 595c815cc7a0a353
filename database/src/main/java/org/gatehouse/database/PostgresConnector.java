package org.gatehouse.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/// Opens connections to one schema of a PostgreSQL server, and only to a server that keeps what it acknowledged.
final class PostgresConnector {
    /// The first version with pg_current_snapshot, and the oldest that its makers maintain.
    private static final int VERSION_MIN = 130_000;
    private static final String CHECK = "SELECT current_setting('fsync'), current_setting('full_page_writes'), "
            + "current_setting('synchronous_commit'), current_setting('server_encoding'), "
            + "current_setting('server_version_num')::int, current_setting('server_version'), pg_is_in_recovery(), "
            + "(SELECT system_identifier::text FROM pg_control_system()), CASE WHEN pg_is_in_recovery() THEN '0' "
            + "ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END, concat(coalesce(host(inet_server_addr()), "
            + "'this host'), ':', inet_server_port(), ' since ', pg_postmaster_start_time()), "
            + "current_setting('transaction_read_only')::boolean";
    private static final int HEXADECIMAL = 16;

    private final PostgresAddress address;
    private final List<String> urls;
    private final PrimarySearch search;
    private final String schema;
    private final PostgresLimits limits;
    private final Home home;
    private volatile Runnable moved = () -> { };

    PostgresConnector(PostgresAddress address, String schema, PostgresLimits limits) {
        this.address = address;
        this.urls = address.hostUrls();
        this.search = new PrimarySearch(address.hostPlaces(), PrimarySearch.AHEAD_NANOS);
        this.schema = schema;
        this.limits = limits;
        this.home = new Home(place());
    }

    /// A connection in auto-commit mode.
    ///
    /// @param generation of the home that it leads to
    record Opened(Connection connection, long generation, Home.Instance server) {}

    /// The generation of the present home; connections of earlier ones are of no use.
    long generation() {
        return home.generation();
    }

    /// Has `then` run after each change of the home.
    void onMove(Runnable then) {
        moved = then;
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

        /// Whether its statements are of a known kind, and short.
        private boolean isBounded() {
            return this == WRITE || this == READ;
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
        return opened(use).connection();
    }

    /// To the primary among the hosts of the address.
    Opened opened(Use use) throws SQLException {
        Properties settings = settings(use);
        if (urls.size() == 1) {
            PrimarySearch.Found found = found(0, settings);
            boolean kept = false;
            try {
                Opened opened = taken(found, use);
                kept = true;
                return opened;
            } finally {
                if (!kept) {
                    found.connection().close();
                }
            }
        }
        return search.open(host -> found(host, settings), found -> taken(found, use));
    }

    private Properties settings(Use use) {
        var settings = new Properties();
        settings.setProperty("user", address.user());
        settings.setProperty("password", address.password().get());
        settings.setProperty("ApplicationName", "gatehouse");
        settings.setProperty("tcpKeepAlive", "true");
        if (urls.size() == 1) {
            settings.setProperty("targetServerType", "primary");
            // Else the driver would take a standby for one for another ten seconds after its promotion.
            settings.setProperty("hostRecheckSeconds", "0");
        }
        int connectSeconds = Math.max(1, limits.connectMillisMax() / 1000);
        // A kernel that is there takes a connection within milliseconds. Of several hosts one that is cut off must not
        // hold up for long those who look for the primary among the others.
        settings.setProperty("connectTimeout", urls.size() > 1 ? "1" : Integer.toString(connectSeconds));
        settings.setProperty("sslResponseTimeout", Integer.toString(connectSeconds * 1000));
        // A stopped process still takes connections, and never answers.
        settings.setProperty("socketTimeout", Integer.toString(connectSeconds));
        settings.setProperty("loginTimeout", Integer.toString(2 * connectSeconds));
        settings.setProperty("options", use.options + " -c search_path=" + schema + " -c jit=off"
                + (use.isBounded() ? " -c statement_timeout=" + limits.statementMillisMax() + " -c lock_timeout="
                        + limits.lockMillisMax() + " -c idle_in_transaction_session_timeout="
                        + limits.statementMillisMax() : ""));
        return settings;
    }

    /// Whoever gets it closes it.
    private PrimarySearch.Found found(int host, Properties settings) throws SQLException {
        Connection connection = DriverManager.getConnection(urls.get(host), settings);
        boolean kept = false;
        try {
            Home.Instance server = check(connection);
            kept = true;
            return new PrimarySearch.Found(connection, server);
        } finally {
            if (!kept) {
                connection.close();
            }
        }
    }

    private Opened taken(PrimarySearch.Found found, Use use) throws SQLException {
        Connection connection = found.connection();
        long before = home.generation();
        long generation = home.found(found.server());
        // The server ends a statement that takes too long; this is for when the server cannot be reached.
        connection.setNetworkTimeout(Runnable::run, use.isBounded() ? limits.statementMillisMax() + 15_000 : 0);
        connection.setReadOnly(use == Use.READ);
        if (generation > before) {
            moved.run();
        }
        return new Opened(connection, generation, found.server());
    }

    private Home.Instance check(Connection connection) throws SQLException {
        try (var statement = connection.createStatement(); ResultSet row = statement.executeQuery(CHECK)) {
            row.next();
            requirePrimary(!row.getBoolean(7), "it is a standby", "name the primary server");
            requirePrimary(!row.getBoolean(11), "it takes no writes", "set default_transaction_read_only to off");
            require("on".equals(row.getString(1)), "fsync is off", "switch it on in postgresql.conf");
            require("on".equals(row.getString(2)), "full_page_writes is off", "switch it on in postgresql.conf");
            require(!"off".equals(row.getString(3)), "synchronous_commit is off",
                    "switch it on in postgresql.conf, or for the user or database that has it off");
            require("UTF8".equals(row.getString(4)), "its encoding is " + row.getString(4),
                    "create the database with ENCODING 'UTF8'");
            require(row.getInt(5) >= VERSION_MIN, "its version is " + row.getString(6), "use PostgreSQL 13 or later");
            return new Home.Instance(row.getString(8), Long.parseLong(row.getString(9), HEXADECIMAL),
                    row.getString(10));
        }
    }

    /// Of several hosts the search says which one it is.
    private void requirePrimary(boolean met, String otherwise, String remedy) {
        if (!met) {
            throw new DatabaseException(urls.size() > 1 ? otherwise : address.place() + " cannot keep mailboxes: "
                    + otherwise + "; " + remedy, null, true);
        }
    }

    private void require(boolean met, String otherwise, String remedy) {
        if (!met) {
            throw new DatabaseException(address.place() + " cannot keep mailboxes: " + otherwise + "; " + remedy);
        }
    }
}
