package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.Test;

class PostgresEngineTest {
    private static final Migrations NUMBERS = SqliteEngineTest.FORMAT_1;

    private final String schema = "test_" + UUID.randomUUID().toString().replace("-", "");

    private static PostgresAddress address() {
        return new PostgresAddress(Postgres.url(), Postgres.USER, () -> "");
    }

    private PostgresEngine open(Migrations migrations) {
        return PostgresEngine.open(address(), schema, migrations, PostgresLimits.USUAL);
    }

    private static int insert(SqlEngine engine, int value) {
        return SqliteEngineTest.insert(engine, value);
    }

    private static List<Integer> values(SqlEngine engine) {
        return SqliteEngineTest.values(engine);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void aWriteIsSeenByTheNextReadOfEveryEngine() {
        try (SqlEngine engine = open(NUMBERS); SqlEngine other = open(NUMBERS)) {
            assertThat(insert(engine, 1)).isEqualTo(1);
            assertThat(values(engine)).containsExactly(1);
            assertThat(values(other)).containsExactly(1);
            assertThat(PostgresEngine.exists(address(), schema, PostgresLimits.USUAL)).isTrue();
            assertThat(PostgresEngine.exists(address(), "nothing_here", PostgresLimits.USUAL)).isFalse();
        }
    }

    @Test
    void aSingleRowIsReadBetweenTransactions() {
        try (SqlEngine engine = open(NUMBERS)) {
            insert(engine, 3);
            assertThat(engine.one("SELECT value FROM number WHERE value = ?", row -> row.getInt(1), 3)).contains(3);
            assertThat(engine.one("SELECT value FROM number WHERE value = ?", row -> row.getInt(1), 4)).isEmpty();
            assertThatThrownBy(() -> engine.one("SELECT nothing", row -> row.getInt(1)))
                    .isInstanceOf(DatabaseException.class).hasMessageContaining("nothing");
            assertThat(values(engine)).containsExactly(3);
            assertThatThrownBy(() -> engine.write(_ -> engine.one("SELECT 1", row -> row.getInt(1))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aFailedWorkTakesBackOnlyItself() {
        try (SqlEngine engine = open(NUMBERS)) {
            var committed = new ArrayList<Integer>();
            insert(engine, 7);
            assertThatThrownBy(() -> engine.write(sql -> {
                sql.afterCommit(() -> committed.add(8));
                sql.update("INSERT INTO number (value) VALUES (8)");
                return sql.update("INSERT INTO number (value) VALUES (7)");
            })).isInstanceOf(DatabaseException.class).hasMessageContaining("unique");
            assertThatThrownBy(() -> engine.write(sql -> {
                sql.update("INSERT INTO number (value) VALUES (9)");
                throw new IllegalStateException("not this");
            })).isInstanceOf(IllegalStateException.class).hasMessage("not this");
            engine.write(sql -> {
                sql.afterCommit(() -> committed.add(10));
                return sql.update("INSERT INTO number (value) VALUES (10)");
            });
            assertThat(values(engine)).containsExactly(7, 10);
            assertThat(committed).containsExactly(10);
        }
    }

    @Test
    void aReadKeepsItsSnapshotWhileOthersWrite() throws Exception {
        try (SqlEngine engine = open(NUMBERS); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
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
        }
    }

    @Test
    void readersCannotWriteAndWorksCannotNest() {
        try (SqlEngine engine = open(NUMBERS)) {
            assertThatThrownBy(() -> engine.read(sql -> sql.update("DELETE FROM number")))
                    .isInstanceOf(DatabaseException.class).hasMessageContaining("read-only");
            assertThatThrownBy(() -> engine.write(_ -> insert(engine, 1))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> engine.write(_ -> values(engine))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aClosedEngineSaysSo() {
        SqlEngine engine = open(NUMBERS);
        engine.close();
        engine.close();
        assertThatThrownBy(() -> insert(engine, 1)).isInstanceOf(DatabaseException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aVisitorMayStopEarlyAndAskOtherThingsMeanwhile() {
        try (SqlEngine engine = open(NUMBERS)) {
            engine.write(sql -> sql.update("INSERT INTO number (value) SELECT generate_series(1, 1000)"));
            List<Integer> seen = engine.read(sql -> {
                var doubled = new ArrayList<Integer>();
                sql.each("SELECT value FROM number ORDER BY id", row -> {
                    doubled.add(sql.one("SELECT value * 2 FROM number WHERE value = ?", each -> each.getInt(1),
                            row.getInt(1)).orElseThrow());
                    return doubled.size() < 450;
                });
                return doubled;
            });
            assertThat(seen).hasSize(450).endsWith(900);
        }
    }

    @Test
    void severalProcessesMayOpenANewSchemaAtOnce() throws Exception {
        Postgres.url();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var opened = new ArrayList<Future<PostgresEngine>>();
            for (int number = 0; number < 4; number++) {
                opened.add(threads.submit(() -> open(SqliteEngineTest.FORMAT_2)));
            }
            for (Future<PostgresEngine> each : opened) {
                each.get().close();
            }
        }
        assertThatThrownBy(() -> open(NUMBERS)).isInstanceOf(DatabaseException.class)
                .hasMessageContaining("format 2").hasMessageContaining("up to 1");
    }

    @Test
    void aLockIsHeldUntilTheWorkEnds() throws Exception {
        try (SqlEngine engine = open(NUMBERS); SqlEngine other = open(NUMBERS);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            insert(engine, 0);
            var outcomes = new ArrayList<Future<Integer>>();
            for (int number = 0; number < 40; number++) {
                SqlEngine one = number % 2 == 0 ? engine : other;
                outcomes.add(threads.submit(() -> one.write(sql -> {
                    sql.lock("numbers");
                    int next = sql.one("SELECT MAX(value) + 1 FROM number", row -> row.getInt(1)).orElseThrow();
                    sql.update("INSERT INTO number (value) VALUES (?)", next);
                    return next;
                })));
            }
            var distinct = new HashSet<Integer>();
            for (Future<Integer> outcome : outcomes) {
                distinct.add(outcome.get());
            }
            assertThat(distinct).hasSize(40);
            assertThat(values(engine)).hasSize(41).isSorted();
        }
    }

    /// Two works that take two locks in opposite orders: the server ends one of them, which then runs again.
    @Test
    void onlyARepeatableWorkRunsAgainAfterADeadlock() throws Exception {
        try (SqlEngine engine = open(NUMBERS); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (boolean repeatable : new boolean[] {true, false}) {
                var met = new CountDownLatch(2);
                Future<Boolean> left = threads.submit(() -> crossing(engine, repeatable, met, "a", "b"));
                Future<Boolean> right = threads.submit(() -> crossing(engine, repeatable, met, "b", "a"));
                int done = 0;
                for (Future<Boolean> each : List.of(left, right)) {
                    try {
                        done += each.get() ? 1 : 0;
                    } catch (ExecutionException failure) {
                        assertThat(failure.getCause()).hasMessageContaining("taken back; try again");
                    }
                }
                assertThat(done).isEqualTo(repeatable ? 2 : 1);
            }
        }
    }

    private static boolean crossing(SqlEngine engine, boolean repeatable, CountDownLatch met, String first,
            String second) {
        SqlWork<Boolean> work = sql -> {
            sql.lock(first);
            met.countDown();
            await(met);
            sql.lock(second);
            return true;
        };
        return repeatable ? engine.writeRepeatable(work) : engine.write(work);
    }

    @Test
    void backgroundWorkRunsInOneProcessAtATime() {
        try (SqlEngine engine = open(NUMBERS); SqlEngine other = open(NUMBERS)) {
            Optional<Optional<String>> nested = engine.exclusively("sweep", () -> {
                assertThat(other.exclusively("dust", () -> "both run")).contains("both run");
                insert(engine, 1);
                return other.exclusively("sweep", () -> "second");
            });
            assertThat(nested).contains(Optional.empty());
            assertThat(other.exclusively("sweep", () -> "free again")).contains("free again");
            assertThat(values(other)).containsExactly(1);
        }
    }

    @Test
    void anAnnouncementReachesEveryEngineOfTheSchema() {
        var here = new CountDownLatch(1);
        var there = new CountDownLatch(1);
        var waiting = new CountDownLatch(2);
        try (SqlEngine engine = open(NUMBERS); SqlEngine other = open(NUMBERS)) {
            // The first call comes when listening begins.
            engine.onAnnouncement(() -> arrived(waiting, here));
            other.onAnnouncement(() -> arrived(waiting, there));
            await(waiting);
            engine.announce();
            await(here);
            await(there);
        }
    }

    private static void arrived(CountDownLatch listening, CountDownLatch told) {
        if (listening.getCount() == 0) {
            told.countDown();
        }
        listening.countDown();
    }

    @Test
    void aKilledConnectionFailsItsWriteAndNoOther() throws Exception {
        try (SqlEngine engine = open(NUMBERS); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            insert(engine, 1);
            var writing = new CountDownLatch(1);
            var killed = new CountDownLatch(1);
            var backend = new int[1];
            Future<Integer> cut = threads.submit(() -> engine.write(sql -> {
                backend[0] = sql.one("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
                sql.update("INSERT INTO number (value) VALUES (2)");
                writing.countDown();
                await(killed);
                return sql.update("INSERT INTO number (value) VALUES (3)");
            }));
            await(writing);
            assertThat(engine.<Boolean>write(sql -> sql.one("SELECT pg_terminate_backend(?, 100000)",
                    row -> row.getBoolean(1), backend[0]).orElseThrow())).isTrue();
            killed.countDown();
            assertThatThrownBy(cut::get).hasCauseInstanceOf(DatabaseException.class)
                    .hasMessageContaining("connection was lost and the change was not made");
            insert(engine, 4);
            assertThat(values(engine)).containsExactly(1, 4);
        }
    }

    @Test
    void anInterruptedCallerKeepsTheOutcomeAndTheInterrupt() throws Exception {
        try (SqlEngine engine = open(NUMBERS)) {
            var outcome = new java.util.concurrent.CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                insert(engine, 5);
                outcome.complete(Thread.currentThread().isInterrupted());
            });
            assertThat(outcome.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(values(engine)).containsExactly(5);
        }
    }

    @Test
    void aServerThatDoesNotKeepWhatItAcknowledgesIsRefused() throws Exception {
        String role = "lax_" + schema.substring(5, 15);
        try (SqlEngine engine = open(NUMBERS)) {
            engine.write(sql -> {
                sql.execute("CREATE ROLE " + role + " SUPERUSER LOGIN");
                sql.execute("ALTER ROLE " + role + " SET synchronous_commit = off");
                return true;
            });
        }
        var lax = new PostgresAddress(Postgres.url(), role, () -> "");
        assertThatThrownBy(() -> PostgresEngine.open(lax, schema, NUMBERS, PostgresLimits.USUAL))
                .isInstanceOf(DatabaseException.class).hasMessageContaining("synchronous_commit is off");
    }

    @Test
    void anAddressNamesAServerAndHidesWhatMayBeSecret() {
        assertThatThrownBy(() -> new PostgresAddress("jdbc:postgresql://db/x?sslmode=require&password=hush", "u",
                () -> "")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must not set password")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> new PostgresAddress("jdbc:mysql://db/x?password=hush", "u", () -> ""))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("jdbc:mysql://db/x")
                .hasMessageNotContaining("hush");
        var address = new PostgresAddress("jdbc:postgresql://localhost:1/x?sslmode=disable", "u", () -> "hush");
        assertThat(address.toString()).isEqualTo("u at jdbc:postgresql://localhost:1/x");
        assertThatThrownBy(() -> PostgresEngine.open(address, "x", NUMBERS, PostgresLimits.USUAL))
                .isInstanceOf(DatabaseException.class).hasMessageContaining("postgresql://localhost:1/x")
                .hasMessageContaining("check that the server runs").hasMessageNotContaining("hush");
    }

    @Test
    void keysAreComparedByTheirBytes() {
        var words = new Migrations("words", List.of(Migrations.Step.statements("""
                CREATE TABLE word (word TEXT NOT NULL);
                """)));
        try (SqlEngine engine = open(words)) {
            engine.write(sql -> {
                for (String word : List.of("a b", "ab", "B", "a", "\u00e9", "Z", "z\0")) {
                    sql.update("INSERT INTO word (word) VALUES (?)", word);
                }
                return true;
            });
            List<String> ordered = engine.read(sql -> sql.list("SELECT word FROM word ORDER BY word",
                    row -> row.getString(1)));
            assertThat(ordered).containsExactly("B", "Z", "a", "a b", "ab", "z\ufffd", "\u00e9");
        }
    }
}
