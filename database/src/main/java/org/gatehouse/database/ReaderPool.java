package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// As many threads as connections; each call has one snapshot, which ends with the call.
final class ReaderPool {
    private final String place;
    private final EngineLimits limits;
    private final Semaphore places;
    private final BlockingQueue<Call> calls;
    private final List<Thread> threads;
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
            var call = new Call.Query<>(work, new CompletableFuture<>());
            calls.add(call);
            return Outcome.of(call.answer());
        } finally {
            places.release();
        }
    }

    /// What a reader's thread takes from the queue.
    private sealed interface Call {
        record Query<T>(SqlWork<T> work, CompletableFuture<T> answer) implements Call {
            void run(Sql sql) {
                try {
                    answer.complete(onSnapshot(sql));
                } catch (Throwable failure) {
                    answer.completeExceptionally(failure);
                }
            }

            private T onSnapshot(Sql sql) throws SQLException {
                sql.update("BEGIN");
                try {
                    return work.run(sql);
                } finally {
                    sql.takeAfterCommit();
                    sql.update("ROLLBACK");
                }
            }
        }

        record End() implements Call {}
    }

    private void serve(Connection connection) {
        var sql = new Sql(connection);
        try {
            while (calls.take() instanceof Call.Query<?> query) {
                query.run(sql);
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
        threads.forEach(_ -> calls.add(new Call.End()));
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
