package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Up to so many connections of one use, opened when wanted, each with its prepared statements. The one used last goes
/// out first, so that those not needed grow old and are closed.
final class ConnectionPool {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
    /// A connection that rested this long is asked whether it still lives before it goes out.
    private static final long ASK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long IDLE_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);
    private static final int ANSWER_SECONDS_MAX = 5;

    private final PostgresConnector connector;
    private final FormatGuard guard;
    private final NewConnection.Check check;
    private final OutageGate gate;
    private final PostgresConnector.Use use;
    private final int size;
    private final long waitMillisMax;
    private final Semaphore places;
    private final ConcurrentLinkedDeque<Pooled> idle = new ConcurrentLinkedDeque<>();
    /// Those that somebody has.
    private final Set<Pooled> out = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    ConnectionPool(PostgresConnector connector, FormatGuard guard, NewConnection.Check check, OutageGate gate,
            PostgresConnector.Use use, int size, long waitMillisMax) {
        this.connector = connector;
        this.guard = guard;
        this.check = check;
        this.gate = gate;
        this.use = use;
        this.size = size;
        this.waitMillisMax = waitMillisMax;
        this.places = new Semaphore(size, true);
    }

    /// A connection, in auto-commit mode or not, and what it has prepared.
    static final class Pooled {
        final Connection connection;
        final Sql sql;
        private final long generation;
        private long restsSince;

        Pooled(Connection connection, long generation, String schema) {
            this.connection = connection;
            this.generation = generation;
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
            Pooled pooled = rested != null ? rested : gate.pass(this::fresh);
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
            out.add(pooled);
            if (pooled.generation == connector.generation() && (System.nanoTime() - pooled.restsSince < ASK_AFTER_NANOS
                    || pooled.connection.isValid(ANSWER_SECONDS_MAX))) {
                return pooled;
            }
            drop(pooled);
        }
        return null;
    }

    private Pooled fresh() throws SQLException {
        PostgresConnector.Opened opened = connector.opened(use);
        var pooled = new Pooled(opened.connection(), opened.generation(), connector.schema());
        boolean kept = false;
        try {
            guard.check(opened.connection());
            check.look(new NewConnection(pooled.connection, pooled.sql, opened.server()));
            out.add(pooled);
            if (opened.generation() != connector.generation()) {
                // Found elsewhere meanwhile, too late for this one to be cut.
                throw new DatabaseException(connector.place() + " has moved", null, true);
            }
            kept = true;
            return pooled;
        } finally {
            if (!kept) {
                drop(pooled);
            }
        }
    }

    private void drop(Pooled pooled) {
        out.remove(pooled);
        SqliteEngine.closeQuietly(pooled.connection);
    }

    void giveBack(Pooled pooled) {
        if (pooled.generation != connector.generation()) {
            discard(pooled);
            return;
        }
        out.remove(pooled);
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
        drop(pooled);
        places.release();
    }

    /// Cuts all connections to an earlier home: who waits for an answer there would wait for long, and must get none.
    void cutOlder() {
        closeIdle();
        long now = connector.generation();
        for (Pooled pooled : out) {
            if (pooled.generation != now) {
                abort(pooled.connection);
            }
        }
    }

    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException failure) {
            LOG.debug("hanging up: {}", failure.getMessage());
        }
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
