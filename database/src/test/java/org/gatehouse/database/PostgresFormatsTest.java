package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.Test;

/// Programs of different versions on one schema, as servers that are upgraded one after the other have them.
class PostgresFormatsTest {
    private static final Migrations OLD = SqliteEngineTest.FORMAT_1;
    private static final Migrations BREAKING = SqliteEngineTest.FORMAT_2;
    private static final Migrations ADDITIVE = new Migrations("numbers", List.of(SqliteEngineTest.NUMBERS,
            Migrations.Step.additive(Migrations.Step.statements(
                    "ALTER TABLE number ADD COLUMN note TEXT NOT NULL DEFAULT 'old';\n"))));

    private final String suffix = UUID.randomUUID().toString().replace("-", "");
    private final String schema = "formats_" + suffix;

    private PostgresEngine open(Migrations migrations, String role) {
        return PostgresEngine.open(new PostgresAddress(Postgres.url(), role, () -> ""), schema, migrations,
                PostgresLimits.USUAL);
    }

    private PostgresEngine open(Migrations migrations) {
        return open(migrations, Postgres.USER);
    }

    @Test
    void olderProgramsGoOnBesideAnAdditiveStep() {
        try (SqlEngine old = open(OLD)) {
            SqliteEngineTest.insert(old, 1);
            try (SqlEngine upgraded = open(ADDITIVE)) {
                SqliteEngineTest.insert(old, 2);
                SqliteEngineTest.insert(upgraded, 3);
                assertThat(upgraded.<List<String>>read(sql -> sql.list("SELECT note FROM number",
                        row -> row.getString(1)))).containsExactly("old", "old", "old");
                assertThat(SqliteEngineTest.values(old)).containsExactly(1, 2, 3);
            }
        }
        try (SqlEngine old = open(OLD)) {
            assertThat(SqliteEngineTest.values(old)).containsExactly(1, 2, 3);
        }
        assertThat(ADDITIVE.usableFrom()).isEqualTo(1);
        assertThat(BREAKING.usableFrom()).isEqualTo(2);
    }

    @Test
    void whatOlderProgramsCannotLiveWithWaitsForTheirEnd() {
        try (SqlEngine old = open(OLD); SqlEngine another = open(OLD)) {
            SqliteEngineTest.insert(old, 1);
            assertThatThrownBy(() -> open(BREAKING)).isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("older programs that use it now: gatehouse at 127.0.0.1")
                    .hasMessageContaining("has format 1").hasMessageContaining("format 2 of this program");
            SqliteEngineTest.insert(another, 2);
        }
        try (SqlEngine upgraded = open(BREAKING)) {
            assertThat(SqliteEngineTest.values(upgraded)).containsExactly(1, 2);
            assertThatThrownBy(() -> open(OLD)).isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("format 2").hasMessageContaining("up to 1")
                    .hasMessageContaining("newer Gatehouse");
        }
    }

    /// One version does without something, the next one takes it away while that one runs.
    @Test
    void whatOnlyTheOldestUsedIsTakenAwayOnceTheyAreGone() {
        var takesAway = new Migrations("numbers", List.of(SqliteEngineTest.NUMBERS, ADDITIVE.steps().get(1),
                Migrations.Step.bearableFrom(2, Migrations.Step.statements("CREATE TABLE taken_away (id BIGINT);\n"))));
        assertThat(takesAway.usableFrom()).isEqualTo(2);
        SqlEngine oldest = open(OLD);
        try (SqlEngine older = open(ADDITIVE)) {
            assertThatThrownBy(() -> open(takesAway)).isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("older programs that use it now: gatehouse at 127.0.0.1")
                    .hasMessageContaining("has format 2").hasMessageContaining("format 3 of this program");
            SqliteEngineTest.insert(oldest, 1);
            SqliteEngineTest.insert(older, 2);
            oldest.close();
            try (SqlEngine newest = open(takesAway)) {
                SqliteEngineTest.insert(older, 3);
                assertThat(SqliteEngineTest.values(newest)).containsExactly(1, 2, 3);
                assertThatThrownBy(() -> open(OLD)).isInstanceOf(DatabaseException.class)
                        .hasMessageContaining("newer Gatehouse");
            }
        }
        try (SqlEngine older = open(ADDITIVE)) {
            assertThat(SqliteEngineTest.values(older)).containsExactly(1, 2, 3);
        }
        var tooEarly = new Migrations("numbers", List.of(Migrations.Step.bearableFrom(2, SqliteEngineTest.NUMBERS)));
        assertThatThrownBy(tooEarly::usableFrom).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProgramThatWasCutOffMeanwhileFindsOut() {
        String role = "cut_" + suffix.substring(0, 16);
        try (SqlEngine administrator = PostgresEngine.open(new PostgresAddress(Postgres.url(), Postgres.USER,
                () -> ""), "administrator_" + suffix, OLD, PostgresLimits.USUAL)) {
            run(administrator, "CREATE ROLE " + role + " SUPERUSER LOGIN");
            try (SqlEngine old = open(OLD, role)) {
                SqliteEngineTest.insert(old, 1);
                run(administrator, "ALTER ROLE " + role + " NOLOGIN");
                run(administrator, "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE usename = '"
                        + role + "'");
                open(BREAKING).close();
                run(administrator, "ALTER ROLE " + role + " LOGIN");
                // The connection that rests was cut off; it takes one failure to notice.
                assertThatThrownBy(() -> SqliteEngineTest.insert(old, 2)).isInstanceOf(DatabaseException.class);
                assertThatThrownBy(() -> SqliteEngineTest.insert(old, 3)).isInstanceOf(DatabaseException.class)
                        .hasMessageContaining("start it with the newer Gatehouse");
            }
        }
    }

    private static void run(SqlEngine engine, String statement) {
        engine.write(sql -> {
            sql.execute(statement);
            return true;
        });
    }
}
