package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Up to so many connections of one use, opened when wanted, each with its prepared statements. The one used last goes
/// out first, so that those not needed grow old and are closed.
final class ConnectionPool {
    /// A connection that rested this long is asked whether it still lives before it goes out.
    private static final long ASK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long IDLE_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);
    private static final int ANSWER_SECONDS_MAX = 5;

    private final PostgresConnector connector;
    private final FormatGuard guard;
    private final PostgresConnector.Use use;
    private final int size;
    private final long waitMillisMax;
    private final Semaphore places;
    private final ConcurrentLinkedDeque<Pooled> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closing;

    ConnectionPool(PostgresConnector connector, FormatGuard guard, PostgresConnector.Use use, int size,
            long waitMillisMax) {
        this.connector = connector;
        this.guard = guard;
        this.use = use;
        this.size = size;
        this.waitMillisMax = waitMillisMax;
        this.places = new Semaphore(size, true);
    }

    /// A connection, in auto-commit mode or not, and what it has prepared.
    static final class Pooled {
        final Connection connection;
        final Sql sql;
        private long restsSince;

        Pooled(Connection connection, String schema) {
            this.connection = connection;
            this.sql = new Sql(connection, Dialect.POSTGRESQL, schema);
        }
    }

    /// To be given back or discarded.
    Pooled take() throws SQLException {
        try {
            if (!places.tryAcquire(waitMillisMax, TimeUnit.MILLISECONDS)) {
                throw new DatabaseException(connector.place() + " is too busy: all " + size
                        + " connections are taken; try again later");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while waiting for " + connector.place(), interrupted);
        }
        boolean taken = false;
        try {
            if (closing) {
                throw new DatabaseException(connector.place() + " is closed");
            }
            Pooled rested = rested();
            Pooled pooled = rested != null ? rested : fresh();
            taken = true;
            return pooled;
        } finally {
            if (!taken) {
                places.release();
            }
        }
    }

    private @Nullable Pooled rested() throws SQLException {
        for (Pooled pooled = idle.pollFirst(); pooled != null; pooled = idle.pollFirst()) {
            if (System.nanoTime() - pooled.restsSince < ASK_AFTER_NANOS
                    || pooled.connection.isValid(ANSWER_SECONDS_MAX)) {
                return pooled;
            }
            SqliteEngine.closeQuietly(pooled.connection);
        }
        return null;
    }

    private Pooled fresh() throws SQLException {
        Connection connection = connector.open(use);
        boolean kept = false;
        try {
            guard.check(connection);
            kept = true;
            return new Pooled(connection, connector.schema());
        } finally {
            if (!kept) {
                SqliteEngine.closeQuietly(connection);
            }
        }
    }

    void giveBack(Pooled pooled) {
        pooled.restsSince = System.nanoTime();
        idle.addFirst(pooled);
        Pooled oldest = idle.pollLast();
        if (oldest != null) {
            if (closing || System.nanoTime() - oldest.restsSince > IDLE_NANOS_MAX) {
                SqliteEngine.closeQuietly(oldest.connection);
            } else {
                idle.addLast(oldest);
            }
        }
        places.release();
    }

    /// Closes a connection that is of no use any more.
    void discard(Pooled pooled) {
        SqliteEngine.closeQuietly(pooled.connection);
        places.release();
    }

    /// Closes those that rest; new ones are opened when wanted.
    void closeIdle() {
        for (Pooled pooled = idle.pollFirst(); pooled != null; pooled = idle.pollFirst()) {
            SqliteEngine.closeQuietly(pooled.connection);
        }
    }

    /// Waits for what is under way; every statement has its time-out.
    void close() {
        closing = true;
        places.acquireUninterruptibly(size);
        closeIdle();
        places.release(size);
    }
}
