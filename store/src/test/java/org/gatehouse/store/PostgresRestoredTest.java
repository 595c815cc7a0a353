package org.gatehouse.store;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Rows that are copied out and in again, as programs for backups do it.
class PostgresRestoredTest extends RestoredContract {
    private static final UUID OTHER = UUID.fromString("10000000-0000-4000-8000-000000000003");
    private static final String EACH_TABLE = """
            DO $$
            DECLARE each record;
            BEGIN
              %s
              FOR each IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('%s', '%s')
                  AND tablename NOT LIKE 'gatehouse_%%' LOOP
                %s
              END LOOP;
            END $$""";

    private PostgresDatabaseHost host;

    @BeforeEach
    void open() {
        host = PostgresMailboxStoreTest.emptied(InstantSource.system());
        mount();
    }

    private void mount() {
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        host.mount(SqliteMailboxStoreTest.PUBLIC, "Public", DatabaseHost.Kind.PUBLIC_FOLDER, true);
    }

    @AfterEach
    void dismount() {
        if (host != null) {
            host.close();
            run("DROP SCHEMA IF EXISTS kept CASCADE");
        }
    }

    @Override
    MailboxDatabase mailboxes() {
        return host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }

    @Override
    MailboxDatabase publicFolders() {
        return host.mounted(SqliteMailboxStoreTest.PUBLIC).orElseThrow();
    }

    @Override
    MailboxDatabase other() {
        host.mount(OTHER, "DB 2", DatabaseHost.Kind.MAILBOX, true);
        return host.mounted(OTHER).orElseThrow();
    }

    private static void run(String statement) {
        try (var connection = DriverManager.getConnection(Postgres.url(), Postgres.USER, "");
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String eachTable(String before, String statements) {
        return EACH_TABLE.formatted(before, PostgresDatabaseHost.schema(SqliteMailboxStoreTest.MAILBOXES),
                PostgresDatabaseHost.schema(SqliteMailboxStoreTest.PUBLIC), statements);
    }

    @Override
    void backUp() {
        run(eachTable("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept;",
                "EXECUTE format('CREATE TABLE kept.%I AS TABLE %I.%I', each.schemaname || each.tablename, "
                        + "each.schemaname, each.tablename);"));
    }

    @Override
    void restore() {
        host.close();
        run(eachTable("", "EXECUTE format('TRUNCATE %1$I.%2$I', each.schemaname, each.tablename); "
                + "IF to_regclass(format('kept.%I', each.schemaname || each.tablename)) IS NOT NULL THEN "
                + "EXECUTE format('INSERT INTO %1$I.%2$I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%3$I', "
                + "each.schemaname, each.tablename, each.schemaname || each.tablename); END IF;"));
        reopen();
    }

    @Override
    void reopen() {
        host.close();
        host = PostgresMailboxStoreTest.host();
        mount();
    }
}
