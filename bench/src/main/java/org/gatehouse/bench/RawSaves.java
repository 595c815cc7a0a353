package org.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/// The measure of the store's saves: the same rows, by plain JDBC with prepared statements, in commits of 32. The
/// message row and the content row of each save, nothing else; SQLite is set up as the product sets it up, PostgreSQL
/// as its server is.
final class RawSaves {
    static final int WRITERS = 32;
    static final String BODY = "0123456789".repeat(512);
    private static final int MESSAGE_PROPERTIES_BYTES = 1_100;
    private static final int LOG_PAGES_MAX = 4000;
    private static final List<String> TABLES = List.of(
            "CREATE TABLE message (mb BIGINT NOT NULL, mid BIGINT NOT NULL, fid BIGINT NOT NULL, "
                    + "associated BIGINT NOT NULL, cn BIGINT NOT NULL, delivered BIGINT NOT NULL, "
                    + "bytes BIGINT NOT NULL, flags BIGINT NOT NULL, status BIGINT NOT NULL, "
                    + "attachments BIGINT NOT NULL, recipients BLOB NOT NULL, props BLOB NOT NULL, "
                    + "PRIMARY KEY (mb, mid))",
            "CREATE INDEX message_by_delivery ON message (mb, fid, associated, delivered DESC, mid DESC)",
            "CREATE TABLE content (id INTEGER PRIMARY KEY, mb BIGINT NOT NULL, mid BIGINT NOT NULL, "
                    + "data BLOB NOT NULL)",
            "CREATE INDEX content_by_message ON content (mb, mid)");

    private RawSaves() {}

    /// Saves a second over a while.
    static double perSecond(Path folder, long nanos) throws SQLException, IOException {
        Path file = Files.createTempDirectory(folder, "raw").resolve("raw.sqlite");
        var settings = new Properties();
        settings.setProperty("jdbc.get_generated_keys", "false");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, settings)) {
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("PRAGMA cache_size=-16384");
                statement.execute("PRAGMA wal_autocheckpoint=" + LOG_PAGES_MAX);
                for (String table : TABLES) {
                    statement.execute(table);
                }
            }
            connection.setAutoCommit(false);
            return perSecond(connection, nanos);
        }
    }

    /// The same in a schema of a PostgreSQL server, which is made anew.
    static double perSecond(BenchStore.Server server, long nanos) throws SQLException {
        try (Connection connection = server.connect(); var statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS bench_raw CASCADE");
            statement.execute("CREATE SCHEMA bench_raw");
            statement.execute("SET search_path = bench_raw");
            for (String table : TABLES) {
                statement.execute(table.replace("BLOB", "BYTEA").replace("INTEGER", "BIGINT"));
            }
            connection.setAutoCommit(false);
            return perSecond(connection, nanos);
        }
    }

    private static double perSecond(Connection connection, long nanos) throws SQLException {
        long saved = 0;
        long start = System.nanoTime();
        try (PreparedStatement content = connection.prepareStatement("INSERT INTO content VALUES (?, 1, ?, ?)");
                PreparedStatement message = connection.prepareStatement(
                        "INSERT INTO message VALUES (1, ?, 1, 0, ?, ?, 10500, 1, 0, 0, ?, ?)")) {
            while (System.nanoTime() - start < nanos) {
                for (int writer = 0; writer < WRITERS; writer++) {
                    saved++;
                    insert(content, message, saved);
                }
                connection.commit();
            }
        }
        return saved * 1e9 / (System.nanoTime() - start);
    }

    private static void insert(PreparedStatement content, PreparedStatement message, long id) throws SQLException {
        byte[] body = new byte[2 * BODY.length()];
        Arrays.fill(body, (byte) '7');
        content.setLong(1, id);
        content.setLong(2, id);
        content.setBytes(3, body);
        content.executeUpdate();
        message.setLong(1, id);
        message.setLong(2, id);
        message.setLong(3, id);
        message.setBytes(4, new byte[5]);
        message.setBytes(5, new byte[MESSAGE_PROPERTIES_BYTES]);
        message.executeUpdate();
    }
}
