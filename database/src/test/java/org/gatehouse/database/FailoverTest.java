package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.gatehouse.testing.Postgres;
import org.gatehouse.testing.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A primary that dies while many write, and comes back, or does not and its standby is promoted.
class FailoverTest {
    private static final int WRITERS = 8;
    private static PostgresServer primary;
    private static PostgresServer standby;

    @BeforeAll
    static void start() throws Exception {
        primary = PostgresServer.start();
        standby = primary.standby();
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
        primary.ask("SELECT pg_reload_conf()");
        await(() -> answers("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"));
    }

    @AfterAll
    static void stop() throws Exception {
        standby.close();
        primary.close();
    }

    private static boolean answers(String statement) {
        try {
            return !primary.ask(statement).isEmpty();
        } catch (java.sql.SQLException away) {
            return false;
        }
    }

    private static void await(BooleanSupplier happened) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within five minutes").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatWasAcknowledgedStaysAndWhoeverComesMeanwhileWaitsForALimitedTime() throws Exception {
        var address = new PostgresAddress(PostgresServer.url(standby, primary), Postgres.USER, () -> "");
        try (SqlEngine engine = PostgresEngine.open(address, "failing_over", SqliteEngineTest.FORMAT_1,
                PostgresLimits.USUAL.awaiting(600_000))) {
            var writing = new Writing(engine);
            writing.await(50);
            primary.kill();
            primary.restart();
            writing.await(50);
            Set<Integer> before = Set.copyOf(writing.acknowledged);

            primary.kill();
            FutureTask<List<Integer>> reading = started(() -> SqliteEngineTest.values(engine));
            standby.promote();
            assertThat(reading.get()).as("a read that came while nothing answered").containsAll(before);
            writing.await(50);
            writing.end();
            assertThat(SqliteEngineTest.values(engine)).containsAll(writing.acknowledged)
                    .doesNotHaveDuplicates();
            var known = new HashSet<>(writing.acknowledged);
            known.addAll(writing.unsure);
            assertThat(known).as("nothing is there of which a caller was told that it is not")
                    .containsAll(SqliteEngineTest.values(engine));
            // Each writer has one call under way at a time.
            assertThat(writing.failed.get()).isLessThanOrEqualTo(2 * WRITERS);

            anOldPrimaryIsNotTakenForTheNewOne(engine);
        }
        aServerThatStaysAwayIsWaitedForOnlySoLong(standby);
    }

    private static void anOldPrimaryIsNotTakenForTheNewOne(SqlEngine engine) throws Exception {
        standby.kill();
        primary.restart();
        var calling = new FutureTask<>(() -> SqliteEngineTest.insert(engine, -1));
        Thread.ofVirtual().start(calling);
        await(() -> answers("SELECT 1 FROM pg_stat_activity WHERE application_name = 'gatehouse'"));
        assertThat(calling.isDone()).isFalse();
        standby.restart();
        calling.get();
        assertThat(standby.ask("SELECT value FROM failing_over.number WHERE value = -1")).containsExactly("-1");
        assertThat(primary.ask("SELECT value FROM failing_over.number WHERE value = -1")).isEmpty();
    }

    private static void aServerThatStaysAwayIsWaitedForOnlySoLong(PostgresServer lone) throws Exception {
        var address = new PostgresAddress(PostgresServer.url(lone), Postgres.USER, () -> "");
        var limits = new PostgresLimits(2, 2, 30_000, 60_000, 30_000, 1_000, 300);
        try (SqlEngine engine = PostgresEngine.open(address, "alone", SqliteEngineTest.FORMAT_1, limits)) {
            SqliteEngineTest.insert(engine, 1);
            lone.kill();
            for (int each = 0; each < 3; each++) {
                assertThatThrownBy(() -> SqliteEngineTest.insert(engine, 2))
                        .isInstanceOfSatisfying(DatabaseException.class, failure -> {
                            assertThat(failure.isAway()).isTrue();
                            assertThat(failure.isUnsure()).isFalse();
                        }).hasMessageContaining("try again when the server answers");
            }
            lone.restart();
            await(() -> inserted(engine, 2));
            assertThat(SqliteEngineTest.values(engine)).containsExactly(1, 2);
        }
    }

    private static boolean inserted(SqlEngine engine, int value) {
        try {
            return SqliteEngineTest.insert(engine, value) == 1;
        } catch (DatabaseException away) {
            assertThat(away.isAway()).isTrue();
            return false;
        }
    }

    private static <T> FutureTask<T> started(Callable<T> call) {
        var task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    /// Threads that write numbers of their own until they are ended.
    private static final class Writing {
        final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
        final Set<Integer> unsure = new ConcurrentSkipListSet<>();
        final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch ending = new CountDownLatch(1);
        private final List<FutureTask<Boolean>> tasks = new ArrayList<>();

        Writing(SqlEngine engine) {
            for (int writer = 0; writer < WRITERS; writer++) {
                tasks.add(started(() -> {
                    while (ending.getCount() > 0) {
                        write(engine, next.incrementAndGet());
                    }
                    return true;
                }));
            }
        }

        private void write(SqlEngine engine, int number) {
            try {
                SqliteEngineTest.insert(engine, number);
                acknowledged.add(number);
            } catch (DatabaseException cut) {
                assertThat(cut.isAway()).as(cut.getMessage()).isTrue();
                failed.incrementAndGet();
                if (cut.isUnsure()) {
                    unsure.add(number);
                }
            }
        }

        /// Until so many more are acknowledged.
        void await(int more) {
            int before = acknowledged.size();
            FailoverTest.await(() -> acknowledged.size() >= before + more
                    || tasks.stream().anyMatch(FutureTask::isDone));
        }

        void end() throws Exception {
            ending.countDown();
            for (FutureTask<Boolean> task : tasks) {
                assertThat(task.get()).isTrue();
            }
        }
    }
}
