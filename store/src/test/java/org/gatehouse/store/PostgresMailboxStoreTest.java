package org.gatehouse.store;

import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The contract on PostgreSQL.
class PostgresMailboxStoreTest extends MailboxStoreContract {
    private PostgresDatabaseHost host;

    /// Rows only: making the tables of a database anew takes longer than most tests.
    private static final String EMPTY_ALL = """
            DO $$ DECLARE each RECORD; BEGIN
              FOR each IN SELECT event_object_schema, event_object_table, trigger_name FROM information_schema.triggers
                  WHERE trigger_name LIKE 'move%' LOOP
                EXECUTE format('DROP TRIGGER %I ON %I.%I', each.trigger_name, each.event_object_schema,
                  each.event_object_table);
              END LOOP;
              FOR each IN SELECT schemaname, tablename FROM pg_tables
                  WHERE schemaname LIKE 'mdb%' AND tablename NOT IN ('gatehouse_format', 'mount') LOOP
                EXECUTE format('DELETE FROM %I.%I', each.schemaname, each.tablename);
              END LOOP;
            END $$""";

    static PostgresDatabaseHost host() {
        return host(InstantSource.system());
    }

    static PostgresDatabaseHost host(InstantSource clock) {
        return new PostgresDatabaseHost(new PostgresAddress(Postgres.url(), Postgres.USER, () -> ""),
                StoreLimits.USUAL, PostgresLimits.USUAL, clock, new SecureRandom());
    }

    /// For suites that always mount the same databases: there is nothing in them yet.
    static PostgresDatabaseHost emptied(InstantSource clock) {
        try (var connection = DriverManager.getConnection(Postgres.url(), Postgres.USER, "");
                var statement = connection.createStatement()) {
            statement.execute(EMPTY_ALL);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return host(clock);
    }

    @BeforeEach
    void open() {
        host = emptied(InstantSource.system());
    }

    @AfterEach
    void dismount() {
        if (host != null) {
            host.close();
        }
    }

    @Override
    MailboxDatabase mailboxes() {
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        return host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }

    @Override
    MailboxDatabase publicFolders() {
        host.mount(SqliteMailboxStoreTest.PUBLIC, "Public", DatabaseHost.Kind.PUBLIC_FOLDER, true);
        return host.mounted(SqliteMailboxStoreTest.PUBLIC).orElseThrow();
    }
}
