package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The single writer: takes what has queued up, runs each work in a savepoint, commits all of them at once.
///
/// While one commit waits for the disk the next works queue, so the group grows with the load and a lone caller pays
/// for one commit only. After a failed commit the state of the file is unknown, so the writer stops for good: going on
/// could acknowledge writes that stand on lost ones. A full disk is no such failure: SQLite takes the transaction back.
final class GroupCommit {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    /// SQLITE_FULL, https://www.sqlite.org/rescode.html
    private static final int DISK_FULL = 13;

    /// How long a commit may be put off for more works, from its first one: well below what syncing a disk takes.
    private static final long WAIT_NANOS_MAX = 1_000_000;

    private final String place;
    private final Connection connection;
    private final Checkpointer checkpointer;
    private final Sql sql;
    private final EngineLimits limits;
    private final BlockingQueue<WriteJob<?>> queue;
    private final Thread thread;
    /// Works in the last commit. The writer's own.
    private int expected = 1;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable DatabaseException stopped;

    GroupCommit(String place, Connection connection, Checkpointer checkpointer, EngineLimits limits) {
        this.place = place;
        this.connection = connection;
        this.checkpointer = checkpointer;
        this.sql = new Sql(connection);
        this.limits = limits;
        this.queue = new ArrayBlockingQueue<>(limits.queuedWritesMax());
        this.thread = Thread.ofPlatform().name("writer of " + place).daemon().start(this::serve);
    }

    boolean isWriterThread() {
        return Thread.currentThread() == thread;
    }

    <T> T run(SqlWork<T> work) {
        if (isWriterThread()) {
            throw new IllegalStateException("a write must not start another write");
        }
        refuseWhenStopped();
        var job = new WriteJob<>(work);
        try {
            if (!queue.offer(job, limits.waitMillisMax(), TimeUnit.MILLISECONDS)) {
                throw new DatabaseException(place + " is too busy: " + limits.queuedWritesMax()
                        + " writes wait already; try again later");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted before the write to " + place + " was queued", interrupted);
        }
        // The writer may have ended between the check and the offer: whoever sees the other last cleans up.
        if (ended) {
            failQueued();
        }
        return job.outcome();
    }

    private void refuseWhenStopped() {
        DatabaseException why = stopped;
        if (why != null) {
            throw new DatabaseException(place + " is closed after a failure", why);
        }
        if (closing) {
            throw new DatabaseException(place + " is closed");
        }
    }

    private void serve() {
        var group = new ArrayList<WriteJob<?>>(limits.worksPerCommitMax());
        try {
            while (stopped == null) {
                WriteJob<?> first = queue.poll(closing ? 0 : 200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing) {
                        return;
                    }
                    continue;
                }
                group.clear();
                group.add(first);
                commitTogether(group);
            }
        } catch (InterruptedException interrupted) {
            stop(new DatabaseException(place + " closed: its writer was interrupted", interrupted));
        } catch (Throwable bug) {
            LOG.error("bug in the writer of {}", place, bug);
            stop(new DatabaseException(place + " closed after an internal error: " + bug, bug));
            group.forEach(job -> job.fail(bug));
        } finally {
            closing = true;
            ended = true;
            failQueued();
        }
    }

    /// Runs `group` and whatever queues up meanwhile, to the limit, in one transaction.
    private void commitTogether(List<WriteJob<?>> group) {
        try {
            sql.update("BEGIN IMMEDIATE");
        } catch (SQLException failure) {
            group.forEach(job -> job.fail(failure));
            return;
        }
        long begun = System.nanoTime();
        for (int next = 0; next < group.size(); next++) {
            if (!runOne(group.get(next))) {
                var lost = new DatabaseException(place + ": the transaction was taken back; free disk space may help");
                group.forEach(job -> job.fail(lost));
                return;
            }
            if (next + 1 == group.size() && group.size() < limits.worksPerCommitMax()
                    && queue.drainTo(group, limits.worksPerCommitMax() - group.size()) == 0) {
                awaitMore(group, begun);
            }
        }
        expected = group.size();
        try {
            sql.update("COMMIT");
        } catch (SQLException failure) {
            commitFailed(group, failure);
            return;
        }
        group.forEach(WriteJob::complete);
        checkpointer.committed(group.size(), connection);
    }

    /// The callers of the last commit are likely to come again: a commit for a few of them now would make the others
    /// wait for the disk twice. Waits a little for as many as there were; a lone caller never waits.
    private void awaitMore(List<WriteJob<?>> group, long begun) {
        long left = WAIT_NANOS_MAX - (System.nanoTime() - begun);
        if (group.size() >= expected || closing || left <= 0) {
            return;
        }
        try {
            WriteJob<?> another = queue.poll(left, TimeUnit.NANOSECONDS);
            if (another != null) {
                group.add(another);
            }
        } catch (InterruptedException interrupted) {
            // commit what there is; the loop around ends at its next wait
            Thread.currentThread().interrupt();
        }
    }

    /// Runs one work in its savepoint. False when SQLite took the whole transaction back meanwhile.
    private boolean runOne(WriteJob<?> job) {
        try {
            sql.update("SAVEPOINT work");
            try {
                job.run(sql);
            } catch (Throwable failure) {
                sql.takeAfterCommit();
                job.fail(failure);
                sql.update("ROLLBACK TO work");
            }
            sql.update("RELEASE work");
            return true;
        } catch (SQLException failure) {
            sql.takeAfterCommit();
            job.fail(failure);
            rollBack();
            return false;
        }
    }

    private void commitFailed(List<WriteJob<?>> group, SQLException failure) {
        rollBack();
        if (failure.getErrorCode() != DISK_FULL) {
            stop(new DatabaseException(place + " is closed: a commit failed (" + failure.getMessage()
                    + "); check the disk, then mount it again", failure));
            LOG.error("commit failed in {}, no more writes are taken", place, failure);
        }
        group.forEach(job -> job.fail(failure));
    }

    private void rollBack() {
        try {
            sql.update("ROLLBACK");
        } catch (SQLException alreadyBack) {
            LOG.debug("rolling back {}: {}", place, alreadyBack.getMessage());
        }
    }

    private void stop(DatabaseException why) {
        stopped = why;
    }

    private void failQueued() {
        for (WriteJob<?> job = queue.poll(); job != null; job = queue.poll()) {
            job.fail(new DatabaseException(place + " is closed"));
        }
    }

    /// Lets the queued works finish, then ends the thread.
    void close() {
        closing = true;
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        failQueued();
        sql.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
