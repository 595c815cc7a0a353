package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Writes of one queue on PostgreSQL: ordered, many to a commit, each failing alone.
class SharedCommitsTest {
    private static final Migrations FORMAT = new Migrations("queued", List.of(Migrations.Step.statements("""
            CREATE TABLE box (box BIGINT NOT NULL PRIMARY KEY);
            INSERT INTO box (box) VALUES (1);
            CREATE TABLE number (value BIGINT NOT NULL PRIMARY KEY, xact TEXT NOT NULL);
            """)));
    private static final SqlWork<Long> NEXT = sql -> sql.one("INSERT INTO number (value, xact) SELECT "
            + "COALESCE(MAX(value), 0) + 1, pg_current_xact_id()::text FROM number RETURNING value",
            row -> row.getLong(1)).orElseThrow();
    private static final int WRITERS = 20;

    private final String schema = "queue_" + UUID.randomUUID().toString().replace("-", "");

    private PostgresEngine open() {
        return PostgresEngine.open(new PostgresAddress(Postgres.url(), Postgres.USER, () -> ""), schema, FORMAT,
                PostgresLimits.USUAL);
    }

    private static WriteQueue queue(SqlEngine engine, long box) {
        return engine.queue(() -> new IllegalStateException("no such box"),
                "SELECT box FROM box WHERE box = ? FOR UPDATE", box);
    }

    /// A work that keeps its transaction open until it is let go on.
    private static final class Held {
        final CountDownLatch running = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final List<Thread> waiting = new ArrayList<>();

        Long run(Sql sql) throws java.sql.SQLException {
            running.countDown();
            SharedCommitsTest.await(goOn);
            return NEXT.run(sql);
        }

        FutureTask<Long> start(WriteQueue queue, SqlWork<Long> work) {
            var task = new FutureTask<>(() -> queue.write(work));
            waiting.add(Thread.ofPlatform().daemon().start(task));
            return task;
        }

        /// Once everybody who came is in the queue.
        void release() {
            for (Thread each : waiting) {
                while (each.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
            goOn.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// What is on disk was written, whatever goes wrong in telling others of it; and the queue is served on.
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aBugAfterACommitStopsNobody() {
        try (SqlEngine engine = open()) {
            WriteQueue queue = queue(engine, 1);
            var told = new ArrayList<Long>();
            SqlWork<Long> bug = sql -> {
                long value = NEXT.run(sql);
                sql.afterCommit(() -> {
                    throw new IllegalStateException("bug");
                });
                sql.afterCommit(() -> {
                    throw new AssertionError("another");
                });
                sql.afterCommit(() -> told.add(value));
                return value;
            };
            assertThat(queue.write(bug)).isEqualTo(1);
            assertThat(queue.write(NEXT)).isEqualTo(2);
            assertThat(engine.write(bug)).isEqualTo(3);
            assertThat(told).containsExactly(1L, 3L);
        }
    }

    @Test
    void writesThatWaitShareACommitAndOneThatFailsFailsAlone() throws Exception {
        try (SqlEngine engine = open()) {
            WriteQueue queue = queue(engine, 1);
            var held = new Held();
            var told = new ArrayList<Long>();
            var tasks = new ArrayList<FutureTask<Long>>();
            tasks.add(held.start(queue, held::run));
            await(held.running);
            FutureTask<Long> refused = held.start(queue, sql -> {
                sql.afterCommit(() -> told.add(-1L));
                return NEXT.run(sql) + sql.update("INSERT INTO number (value, xact) VALUES (1, '')");
            });
            FutureTask<Long> thrown = held.start(queue, sql -> {
                throw new IllegalStateException("not " + NEXT.run(sql));
            });
            for (int number = 1; number < WRITERS; number++) {
                tasks.add(held.start(queue, sql -> {
                    long value = NEXT.run(sql);
                    sql.afterCommit(() -> told.add(value));
                    return value;
                }));
            }
            held.release();
            var values = new HashSet<Long>();
            for (FutureTask<Long> task : tasks) {
                values.add(task.get());
            }
            assertThat(values).hasSize(WRITERS);
            assertThatThrownBy(refused::get).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(DatabaseException.class).hasMessageContaining("unique");
            assertThatThrownBy(thrown::get).hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not ");
            assertThat(told).hasSize(WRITERS - 1).isSorted().doesNotContain(-1L);
            int[] seen = engine.read(sql -> sql.one("SELECT COUNT(*), MAX(value), COUNT(DISTINCT xact) FROM number",
                    row -> new int[] {row.getInt(1), row.getInt(2), row.getInt(3)}).orElseThrow());
            assertThat(seen).startsWith(WRITERS, WRITERS);
            // On a slow machine what has run long is committed before all others have come.
            assertThat(seen[2]).isLessThan(WRITERS / 2);
        }
    }

    @Test
    void numbersAreOrderedOverTwoProcesses() throws Exception {
        try (SqlEngine one = open(); SqlEngine other = open()) {
            List<WriteQueue> queues = List.of(queue(one, 1), queue(other, 1));
            var tasks = new ArrayList<FutureTask<List<Long>>>();
            for (int writer = 0; writer < 8; writer++) {
                WriteQueue queue = queues.get(writer % 2);
                tasks.add(new FutureTask<>(() -> {
                    var mine = new ArrayList<Long>();
                    for (int number = 0; number < 25; number++) {
                        mine.add(queue.write(NEXT));
                    }
                    return mine;
                }));
            }
            tasks.forEach(task -> Thread.ofVirtual().start(task));
            var all = new HashSet<Long>();
            for (FutureTask<List<Long>> task : tasks) {
                assertThat(task.get()).isSorted();
                all.addAll(task.get());
            }
            assertThat(all).hasSize(200).contains(1L, 200L);
        }
    }

    @Test
    void whatWasPutIsThereForTheNextStatementAndAtTheEnd() {
        String insert = "INSERT INTO number (value, xact) VALUES (?, '')";
        try (SqlEngine engine = open()) {
            WriteQueue queue = queue(engine, 1);
            assertThat(queue.<List<Long>>write(sql -> {
                sql.put(insert, 3L);
                sql.put(insert, 1L);
                List<Long> seen = sql.list("SELECT value FROM number WHERE value < ? ORDER BY value",
                        row -> row.getLong(1), 9L);
                for (long more = 10; more < 20; more++) {
                    sql.put(insert, more);
                }
                return seen;
            })).containsExactly(1L, 3L);
            assertThatThrownBy(() -> queue.write(sql -> {
                sql.put(insert, 30L);
                sql.put(insert, 1L);
                return true;
            })).isInstanceOf(DatabaseException.class).hasMessageContaining("unique");
            assertThatThrownBy(() -> engine.write(sql -> {
                sql.put(insert, 31L);
                throw new IllegalStateException("not this");
            })).hasMessage("not this");
            engine.write(sql -> {
                sql.put(insert, 40L);
                return true;
            });
            assertThat(engine.<List<Long>>read(sql -> sql.list("SELECT value FROM number ORDER BY value",
                    row -> row.getLong(1)))).hasSize(13).endsWith(19L, 40L);
        }
    }

    @Test
    void aQueueWhoseRowIsGoneSaysSo() {
        try (SqlEngine engine = open()) {
            WriteQueue queue = queue(engine, 1);
            assertThatThrownBy(() -> queue(engine, 2).write(NEXT)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("no such box");
            assertThat(queue.<Integer>write(sql -> sql.update("DELETE FROM box"))).isEqualTo(1);
            assertThatThrownBy(() -> queue.write(NEXT)).hasMessage("no such box");
            assertThatThrownBy(() -> queue.write(_ -> queue.write(NEXT))).hasMessage("no such box");
            engine.write(sql -> sql.update("INSERT INTO box (box) VALUES (1)"));
            assertThatThrownBy(() -> queue.write(_ -> queue.write(NEXT))).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another write");
            assertThat(queue.write(NEXT)).isEqualTo(1L);
        }
    }

    @Test
    void aConnectionLostFailsItsTransactionWholeAndNoLaterOne() throws Exception {
        try (SqlEngine engine = open()) {
            WriteQueue queue = queue(engine, 1);
            var held = new Held();
            var backend = new int[1];
            FutureTask<Long> cut = held.start(queue, sql -> {
                backend[0] = sql.one("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
                NEXT.run(sql);
                return held.run(sql);
            });
            await(held.running);
            FutureTask<Long> later = held.start(queue, NEXT);
            assertThat(engine.<Boolean>write(sql -> sql.one("SELECT pg_terminate_backend(?, 100000)",
                    row -> row.getBoolean(1), backend[0]).orElseThrow())).isTrue();
            held.release();
            assertThatThrownBy(cut::get).hasCauseInstanceOf(DatabaseException.class)
                    .hasMessageContaining("connection was lost and the change was not made");
            assertThat(later.get()).isEqualTo(1L);
        }
    }

    @Test
    void aClosedEngineRefusesWhatIsQueued() {
        SqlEngine engine = open();
        WriteQueue queue = queue(engine, 1);
        queue.write(NEXT);
        engine.close();
        assertThatThrownBy(() -> queue.write(NEXT)).isInstanceOf(DatabaseException.class)
                .hasMessageContaining("closed");
    }
}
