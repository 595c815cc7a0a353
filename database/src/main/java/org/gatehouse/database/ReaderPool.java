package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// As many threads as connections; each call has one snapshot, which ends with the call.
final class ReaderPool {
    private static final Runnable END = () -> {};

    private final String place;
    private final EngineLimits limits;
    private final Semaphore places;
    private final BlockingQueue<Runnable> calls;
    private final List<Thread> threads;
    private final ThreadLocal<Sql> connectionOfThread = new ThreadLocal<>();
    private volatile boolean closing;

    ReaderPool(String place, List<Connection> connections, EngineLimits limits) {
        this.place = place;
        this.limits = limits;
        this.places = new Semaphore(connections.size(), true);
        this.calls = new ArrayBlockingQueue<>(2 * connections.size());
        this.threads = connections.stream().map(connection ->
                Thread.ofPlatform().name("reader of " + place).daemon().start(() -> serve(connection))).toList();
    }

    <T> T run(SqlWork<T> work) {
        try {
            if (!places.tryAcquire(limits.waitMillisMax(), TimeUnit.MILLISECONDS)) {
                throw new DatabaseException(place + " is too busy: all " + threads.size()
                        + " readers are taken; try again later");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while waiting to read " + place, interrupted);
        }
        try {
            if (closing) {
                throw new DatabaseException(place + " is closed");
            }
            var task = new FutureTask<T>(() -> onSnapshot(connectionOfThread.get(), work));
            calls.add(task);
            return outcome(task);
        } finally {
            places.release();
        }
    }

    private static <T> T onSnapshot(Sql sql, SqlWork<T> work) throws SQLException {
        sql.update("BEGIN");
        try {
            return work.run(sql);
        } finally {
            sql.takeAfterCommit();
            sql.update("ROLLBACK");
        }
    }

    /// Waits for the answer even when interrupted: the reader's thread is busy with it anyway.
    private static <T> T outcome(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    throw SqliteEngine.rethrown(failure);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve(Connection connection) {
        var sql = new Sql(connection);
        connectionOfThread.set(sql);
        try {
            for (Runnable call = calls.take(); call != END; call = calls.take()) {
                call.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sql.close();
            SqliteEngine.closeQuietly(connection);
        }
    }

    /// Waits for the calls under way, then ends the threads and closes their connections.
    void close() {
        closing = true;
        places.acquireUninterruptibly(threads.size());
        threads.forEach(_ -> calls.add(END));
        places.release(threads.size());
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
