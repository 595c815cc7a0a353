package org.gatehouse.bench;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.PostgresDatabaseHost;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreLimits;

/// Where a benchmark of the store keeps its mailboxes: files of a folder, or schemas of a PostgreSQL database when the
/// command line goes on with `jdbc:postgresql://SERVER/DATABASE USER` (the password in `PGPASSWORD`). Such a database
/// is for benchmarks alone: the schemas of mailboxes in it are dropped by the next run.
record BenchStore(Path folder, Optional<Server> server) {
    record Server(String url, String user) {
        private static String password() {
            return Objects.requireNonNullElse(System.getenv("PGPASSWORD"), "");
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password());
        }
    }

    static BenchStore of(Path folder, String[] arguments) {
        return new BenchStore(folder, arguments.length < 3 ? Optional.empty()
                : Optional.of(new Server(arguments[1], arguments[2])));
    }

    /// Forgets the mailboxes of earlier runs on the server; a folder is new anyway.
    BenchStore emptied() throws SQLException {
        if (server.isPresent()) {
            try (Connection connection = server.get().connect(); var statement = connection.createStatement()) {
                statement.execute("""
                        DO $$ DECLARE each RECORD; BEGIN
                          FOR each IN SELECT nspname FROM pg_namespace WHERE nspname LIKE 'mdb%' LOOP
                            EXECUTE format('DROP SCHEMA %I CASCADE', each.nspname);
                          END LOOP;
                        END $$""");
            }
        }
        return this;
    }

    DatabaseHost open() {
        return server.<DatabaseHost>map(one -> new PostgresDatabaseHost(
                new PostgresAddress(one.url, one.user, Server::password), StoreLimits.USUAL, PostgresLimits.USUAL,
                InstantSource.system(), new SecureRandom())).orElseGet(() -> new SqliteDatabaseHost(folder,
                        StoreLimits.USUAL, EngineLimits.USUAL, InstantSource.system(), new SecureRandom()));
    }
}
