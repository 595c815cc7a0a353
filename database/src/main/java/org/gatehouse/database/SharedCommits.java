package org.gatehouse.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The writes of one process that lock the same row on PostgreSQL. They could only commit one after the other, each
/// waiting for the disk; here those that have queued up run in one transaction, each in a savepoint, and its commit
/// acknowledges them all. Which other rows are locked beside theirs is up to the others: queues commit side by side.
///
/// A thread of the engine serves the queue while there is something in it, with one connection for each transaction.
final class SharedCommits implements WriteQueue {
    /// Each work that changes something is a subtransaction; beyond 64 of them snapshots of others get dear.
    private static final int WORKS_MAX = 32;
    private static final int QUEUED_MAX = 1_000;
    /// How long a commit may be put off for more works, from its first one.
    private static final long WAIT_NANOS_MAX = 1_000_000;
    /// What has run this long is committed, whatever else waits: a long work must not hold up those before it.
    private static final long RUN_NANOS_MAX = 20_000_000;

    private final Engine engine;
    private final Supplier<? extends RuntimeException> gone;
    private final String firstLock;
    private final String nextLock;
    private final @Nullable Object[] arguments;
    private final ArrayBlockingQueue<WriteJob<?>> queue = new ArrayBlockingQueue<>(QUEUED_MAX, true);
    private final AtomicBoolean serving = new AtomicBoolean();
    /// Works in the last commit. The serving thread's own.
    private int expected = 1;
    /// Whether the row was locked, or found to be gone. The serving thread's own.
    private boolean begun;

    /// What the engine does for its queues.
    interface Engine {
        void refuseWithinWrite();

        long waitMillisMax();

        String place();

        void onWriter(Runnable serve);

        /// Runs `transaction` and commits.
        void commit(SqlWork<Boolean> transaction);
    }

    SharedCommits(Engine engine, Supplier<? extends RuntimeException> gone, String lock,
            @Nullable Object... arguments) {
        this.engine = engine;
        this.gone = gone;
        this.firstLock = "SAVEPOINT work; " + lock;
        this.nextLock = "RELEASE SAVEPOINT work; SAVEPOINT work; " + lock;
        this.arguments = arguments;
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        engine.refuseWithinWrite();
        var job = new WriteJob<>(work);
        try {
            if (!queue.offer(job, engine.waitMillisMax(), TimeUnit.MILLISECONDS)) {
                throw new DatabaseException(engine.place() + " is too busy: " + QUEUED_MAX
                        + " writes of one kind wait already; try again later");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted before the write to " + engine.place() + " was queued",
                    interrupted);
        }
        serveLater();
        return job.outcome();
    }

    /// One transaction; for another the queue lines up behind those that have waited meanwhile.
    private void serve() {
        WriteJob<?> first = queue.poll();
        if (first != null) {
            commitTogether(first);
        }
        serving.set(false);
        serveLater();
    }

    private void serveLater() {
        if (!queue.isEmpty() && serving.compareAndSet(false, true)) {
            try {
                engine.onWriter(this::serve);
            } catch (RejectedExecutionException closed) {
                // First this, so that whoever comes now fails by himself.
                serving.set(false);
                var why = new DatabaseException(engine.place() + " is closed", closed);
                for (WriteJob<?> job = queue.poll(); job != null; job = queue.poll()) {
                    job.fail(why);
                }
            }
        }
    }

    private void commitTogether(WriteJob<?> first) {
        var group = new ArrayList<WriteJob<?>>(WORKS_MAX);
        group.add(first);
        begun = false;
        try {
            engine.commit(sql -> {
                runAll(sql, group);
                return true;
            });
        } catch (Throwable failure) {
            if (!begun) {
                // No connection, or the row held by another process: those who waited as long need not wait again.
                queue.drainTo(group);
            }
            group.forEach(job -> job.fail(failure));
            return;
        }
        expected = group.size();
        group.forEach(WriteJob::complete);
    }

    private void runAll(Sql sql, List<WriteJob<?>> group) throws SQLException {
        long start = System.nanoTime();
        for (int next = 0; next < group.size(); next++) {
            runOne(sql, group.get(next), next == 0);
            long lasts = System.nanoTime() - start;
            if (next + 1 == group.size() && group.size() < WORKS_MAX && lasts < RUN_NANOS_MAX) {
                another(group, WAIT_NANOS_MAX - lasts);
            }
        }
    }

    /// The callers of the last commit are likely to come again: waits a little for as many as there were, so that they
    /// need not wait for the disk twice. A lone caller never waits.
    private void another(List<WriteJob<?>> group, long nanosLeft) {
        WriteJob<?> job = queue.poll();
        try {
            if (job == null && group.size() < expected && nanosLeft > 0) {
                job = queue.poll(nanosLeft, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException interrupted) {
            // commit what there is
            Thread.currentThread().interrupt();
        }
        if (job != null) {
            group.add(job);
        }
    }

    /// Runs one work in its savepoint.
    ///
    /// @throws SQLException when the transaction is lost and everything in it
    private void runOne(Sql sql, WriteJob<?> job, boolean first) throws SQLException {
        boolean locked = sql.finds(first ? firstLock : nextLock, arguments);
        begun = true;
        try {
            if (!locked) {
                throw gone.get();
            }
            job.run(sql);
        } catch (Throwable failure) {
            sql.takeAfterCommit();
            job.failLater(failure instanceof SQLException refused ? failed(refused) : failure);
            sql.execute("ROLLBACK TO SAVEPOINT work");
        }
    }

    private DatabaseException failed(SQLException failure) {
        return PostgresFailure.of(failure).at(engine.place(), failure);
    }
}
