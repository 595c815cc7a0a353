package org.gatehouse.database;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One caller's work and its outcome.
final class WriteJob<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WriteJob.class);

    private final SqlWork<T> work;
    private final CountDownLatch settled = new CountDownLatch(1);
    private List<Runnable> afterCommit = List.of();
    private @Nullable T result;
    private volatile @Nullable Throwable failure;

    WriteJob(SqlWork<T> work) {
        this.work = work;
    }

    void run(Sql sql) throws SQLException {
        result = work.run(sql);
        sql.flush();
        afterCommit = sql.takeAfterCommit();
    }

    void complete() {
        if (failure == null) {
            runAll(afterCommit);
        }
        settled.countDown();
    }

    /// What was changed is on disk: whatever goes wrong from here on, its caller hears that it was done, and others of
    /// the same commit hear of theirs.
    static void runAll(List<Runnable> afterCommit) {
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (Throwable bug) {
                LOG.error("bug after a commit", bug);
            }
        }
    }

    /// Keeps a failure until the job is completed or fails with all others.
    void failLater(Throwable why) {
        failure = why;
    }

    /// Settles the job with a failure; the first one counts.
    void fail(Throwable why) {
        if (settled.getCount() != 0) {
            if (failure == null) {
                failure = why;
            }
            settled.countDown();
        }
    }

    @SuppressWarnings("NullAway") // a work may return null only when its T says so
    T outcome() {
        boolean interrupted = false;
        while (true) {
            try {
                settled.await();
                break;
            } catch (InterruptedException _) {
                // the outcome of a write must not be lost on its caller; the interrupt is kept for later
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw SqliteEngine.rethrown(failure);
        }
        return result;
    }
}
