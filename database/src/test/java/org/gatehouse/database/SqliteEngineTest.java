package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest {
    static final Migrations.Step NUMBERS = Migrations.Step.statements("""
            CREATE TABLE number (id {identity}, value BIGINT NOT NULL UNIQUE, data {blob});
            """);
    static final Migrations FORMAT_1 = new Migrations("numbers", List.of(NUMBERS));
    static final Migrations FORMAT_2 = new Migrations("numbers", List.of(NUMBERS,
            Migrations.Step.statements("ALTER TABLE number ADD COLUMN note TEXT NOT NULL DEFAULT 'old';\n")));

    @TempDir
    Path folder;

    SqliteEngine open(Migrations migrations) {
        return SqliteEngine.open(folder.resolve("numbers.db"), migrations, EngineLimits.USUAL);
    }

    static int insert(SqlEngine engine, int value) {
        return engine.write(sql -> sql.update("INSERT INTO number (value) VALUES (?)", value));
    }

    static List<Integer> values(SqlEngine engine) {
        return engine.read(sql -> sql.list("SELECT value FROM number ORDER BY id", row -> row.getInt(1)));
    }

    @Test
    void aWriteIsSeenByTheNextReadAndByTheNextOpening() {
        try (SqlEngine engine = open(FORMAT_1)) {
            assertThat(insert(engine, 1)).isEqualTo(1);
            assertThat(values(engine)).containsExactly(1);
        }
        try (SqlEngine engine = open(FORMAT_1)) {
            assertThat(values(engine)).containsExactly(1);
        }
    }

    @Test
    void manyWritersShareCommitsAndEachHearsOfItsOwn() throws Exception {
        var committed = new ArrayList<Integer>();
        try (SqlEngine engine = open(FORMAT_1); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<Boolean>>();
            for (int number = 0; number < 600; number++) {
                int value = number;
                outcomes.add(threads.submit(() -> engine.write(sql -> {
                    sql.update("INSERT INTO number (value) VALUES (?)", value);
                    sql.afterCommit(() -> committed.add(value));
                    if (value % 3 == 0) {
                        throw new IllegalStateException("no threes");
                    }
                    return true;
                })));
            }
            int failed = 0;
            for (Future<Boolean> outcome : outcomes) {
                try {
                    assertThat(outcome.get()).isTrue();
                } catch (java.util.concurrent.ExecutionException failure) {
                    assertThat(failure).hasRootCauseMessage("no threes");
                    failed++;
                }
            }
            assertThat(failed).isEqualTo(200);
            assertThat(values(engine)).hasSize(400).noneMatch(value -> value % 3 == 0);
            assertThat(committed).isEqualTo(values(engine));
        }
    }

    @Test
    void aFailedStatementTakesBackOnlyItsWork() {
        try (SqlEngine engine = open(FORMAT_1)) {
            insert(engine, 7);
            assertThatThrownBy(() -> engine.write(sql -> {
                sql.update("INSERT INTO number (value) VALUES (8)");
                return sql.update("INSERT INTO number (value) VALUES (7)");
            })).isInstanceOf(DatabaseException.class).hasMessageContaining("UNIQUE");
            insert(engine, 9);
            assertThat(values(engine)).containsExactly(7, 9);
        }
    }

    @Test
    void itWritesOnWhenThereIsRoomAgain() {
        try (SqlEngine engine = open(FORMAT_1)) {
            pagesMax(engine, 40);
            assertThatThrownBy(() -> {
                for (int value = 0; value < 100; value++) {
                    insertMuch(engine, value);
                }
            }).hasMessageContaining("full");
            int kept = values(engine).size();
            assertThat(kept).isBetween(1, 40);
            assertThatThrownBy(() -> insertMuch(engine, kept)).as("still full").hasMessageContaining("full");
            pagesMax(engine, 1_000);
            insertMuch(engine, kept);
            assertThat(values(engine)).hasSize(kept + 1);
        }
    }

    private static void pagesMax(SqlEngine engine, int pages) {
        engine.write(sql -> sql.one("PRAGMA max_page_count = " + pages, row -> row.getInt(1)));
    }

    private static void insertMuch(SqlEngine engine, int value) {
        engine.write(sql -> sql.update("INSERT INTO number (value, data) VALUES (?, ?)", value, new byte[8_000]));
    }

    @Test
    void aReadKeepsItsSnapshotWhileOthersWrite() throws Exception {
        try (SqlEngine engine = open(FORMAT_1); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            insert(engine, 1);
            var reading = new CountDownLatch(1);
            var written = new CountDownLatch(1);
            Future<List<Integer>> counts = threads.submit(() -> engine.read(sql -> {
                int before = sql.one("SELECT COUNT(*) FROM number", row -> row.getInt(1)).orElseThrow();
                reading.countDown();
                await(written);
                return List.of(before, sql.one("SELECT COUNT(*) FROM number", row -> row.getInt(1)).orElseThrow());
            }));
            await(reading);
            insert(engine, 2);
            written.countDown();
            assertThat(counts.get()).containsExactly(1, 1);
            assertThat(values(engine)).containsExactly(1, 2);
        }
    }

    private static Optional<Integer> byKey(SqlEngine engine, int id) {
        return engine.one("SELECT value FROM number WHERE id = ?", row -> row.getInt(1), id);
    }

    @Test
    void aRowByItsKeyIsTheLastThatWasWritten() {
        try (SqlEngine engine = open(FORMAT_1)) {
            assertThat(byKey(engine, 1)).isEmpty();
            insert(engine, 7);
            assertThat(byKey(engine, 1)).contains(7);
            engine.write(sql -> sql.update("UPDATE number SET value = 8"));
            assertThat(byKey(engine, 1)).contains(8);
            assertThatThrownBy(() -> engine.one("DELETE FROM number RETURNING id", row -> row.getInt(1)))
                    .isInstanceOf(DatabaseException.class).hasMessageContaining("readonly");
            assertThatThrownBy(() -> engine.write(_ -> byKey(engine, 1))).isInstanceOf(IllegalStateException.class);
            assertThat(byKey(engine, 1)).contains(8);
        }
    }

    /// Who finds the connection for quick reads taken reads on another, and a failing reader gives it back.
    @Test
    void rowsByKeyAreReadByManyAtOnce() throws Exception {
        try (SqlEngine engine = open(FORMAT_1); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            insert(engine, 7);
            assertThatThrownBy(() -> engine.one("SELECT value FROM number", _ -> {
                throw new IllegalArgumentException("no such value");
            })).isInstanceOf(IllegalArgumentException.class);
            var inside = new CountDownLatch(1);
            var read = new CountDownLatch(1);
            Future<Optional<Integer>> slow = threads.submit(() -> engine.one("SELECT value FROM number", row -> {
                inside.countDown();
                await(read);
                return row.getInt(1);
            }));
            await(inside);
            assertThat(byKey(engine, 1)).contains(7);
            read.countDown();
            assertThat(slow.get()).contains(7);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void readersCannotWriteAndWorksCannotNest() {
        try (SqlEngine engine = open(FORMAT_1)) {
            assertThatThrownBy(() -> engine.read(sql -> sql.update("DELETE FROM number")))
                    .isInstanceOf(DatabaseException.class).hasMessageContaining("readonly");
            assertThatThrownBy(() -> engine.write(_ -> insert(engine, 1))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> engine.write(_ -> values(engine))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aClosedEngineSaysSo() {
        SqlEngine engine = open(FORMAT_1);
        engine.close();
        engine.close();
        assertThatThrownBy(() -> insert(engine, 1))
                .isInstanceOf(DatabaseException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> values(engine)).isInstanceOf(DatabaseException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> byKey(engine, 1)).isInstanceOf(DatabaseException.class)
                .hasMessageContaining("closed");
        assertThat(folder.resolve("numbers.db-wal")).doesNotExist();
    }

    @Test
    void olderFormatsAreBroughtUpAndNewerOnesRefused() {
        try (SqlEngine engine = open(FORMAT_1)) {
            insert(engine, 1);
        }
        try (SqlEngine engine = open(FORMAT_2)) {
            List<String> notes = engine.read(sql -> sql.list("SELECT note FROM number", row -> row.getString(1)));
            assertThat(notes).containsExactly("old");
        }
        assertThatThrownBy(() -> open(FORMAT_1)).isInstanceOf(DatabaseException.class)
                .hasMessageContaining("format 2").hasMessageContaining("up to 1");
        assertThatThrownBy(() -> open(new Migrations("other", List.of(NUMBERS)))).isInstanceOf(DatabaseException.class)
                .hasMessageContaining("database of numbers, not of other");
    }

    @Test
    void aFailedMigrationChangesNothing() {
        try (SqlEngine engine = open(FORMAT_1)) {
            insert(engine, 1);
        }
        var broken = new Migrations("numbers", List.of(NUMBERS,
                Migrations.Step.statements("DELETE FROM number;\nALTER TABLE nowhere ADD COLUMN x TEXT;\n")));
        assertThatThrownBy(() -> open(broken)).isInstanceOf(DatabaseException.class);
        try (SqlEngine engine = open(FORMAT_1)) {
            assertThat(values(engine)).containsExactly(1);
        }
    }

    @Test
    void aFileHasOneOwner() throws Exception {
        Path file = folder.resolve("numbers.db");
        try (SqlEngine engine = open(FORMAT_1)) {
            assertThat(insert(engine, 1)).isEqualTo(1);
            assertThatThrownBy(() -> open(FORMAT_1)).isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("this process (" + ProcessHandle.current().pid() + ")");
            Process other = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                    "-cp", System.getProperty("java.class.path"), "--enable-native-access=ALL-UNNAMED",
                    OwnerProbe.class.getName(), file.toString()).redirectErrorStream(true).start();
            String said = new String(other.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(said).contains("in use by process " + ProcessHandle.current().pid());
        }
        assertThat(Files.exists(file)).isTrue();
        open(FORMAT_1).close();
    }

    /// Tries to open the file in another process and prints what it is told.
    static final class OwnerProbe {
        private OwnerProbe() {}

        public static void main(String[] arguments) {
            try (SqlEngine engine = SqliteEngine.open(Path.of(arguments[0]), FORMAT_1, EngineLimits.USUAL)) {
                System.out.println("opened as " + engine.dialect());
            } catch (DatabaseException refusal) {
                System.out.println(refusal.getMessage());
            }
        }
    }
}
