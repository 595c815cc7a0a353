package org.gatehouse.store;

import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The contract on PostgreSQL.
class PostgresMailboxStoreTest extends MailboxStoreContract {
    private final UUID mailboxes = UUID.randomUUID();
    private final UUID publicFolders = UUID.randomUUID();
    private PostgresDatabaseHost host;

    private static final String DROP_ALL = """
            DO $$ DECLARE each TEXT; BEGIN
              FOR each IN SELECT nspname FROM pg_namespace WHERE nspname LIKE 'mdb%' LOOP
                EXECUTE 'DROP SCHEMA ' || each || ' CASCADE';
              END LOOP;
            END $$""";

    static PostgresDatabaseHost host() {
        return host(InstantSource.system());
    }

    private static PostgresDatabaseHost host(InstantSource clock) {
        return new PostgresDatabaseHost(new PostgresAddress(Postgres.url(), Postgres.USER, () -> ""),
                StoreLimits.USUAL, PostgresLimits.USUAL, clock, new SecureRandom());
    }

    /// For suites that always mount the same databases: there are none yet.
    static PostgresDatabaseHost emptied(InstantSource clock) {
        try (var connection = DriverManager.getConnection(Postgres.url(), Postgres.USER, "");
                var statement = connection.createStatement()) {
            statement.execute("SET client_min_messages = warning");
            statement.execute(DROP_ALL);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return host(clock);
    }

    @BeforeEach
    void open() {
        host = host();
    }

    @AfterEach
    void dismount() {
        if (host != null) {
            host.close();
        }
    }

    @Override
    MailboxDatabase mailboxes() {
        host.mount(mailboxes, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        return host.mounted(mailboxes).orElseThrow();
    }

    @Override
    MailboxDatabase publicFolders() {
        host.mount(publicFolders, "Public", DatabaseHost.Kind.PUBLIC_FOLDER, true);
        return host.mounted(publicFolders).orElseThrow();
    }
}
