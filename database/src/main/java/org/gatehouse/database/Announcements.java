package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// NOTIFY and LISTEN of one schema. A transaction that notifies holds a lock of the whole server while it commits, so
/// it is never the one that changed something, and all that was announced while one runs shares the next.
final class Announcements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final int LISTEN_MILLIS = 10_000;
    private static final int AGAIN_MILLIS = 1_000;

    private final PostgresConnector connector;
    private final ConnectionPool writers;
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicBoolean pending = new AtomicBoolean();
    private final AtomicBoolean announcing = new AtomicBoolean();
    private final AtomicBoolean listening = new AtomicBoolean();
    private final CopyOnWriteArrayList<Runnable> wakeups = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Connection ear;

    Announcements(PostgresConnector connector, ConnectionPool writers) {
        this.connector = connector;
        this.writers = writers;
    }

    void announce() {
        if (announcing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("announcer of " + connector.place()).start(this::announceAll);
        }
        if (pending.compareAndSet(false, true)) {
            wanted.release();
        }
    }

    void listen(Runnable wakeup) {
        wakeups.add(wakeup);
        if (listening.compareAndSet(false, true)) {
            Thread.ofVirtual().name("listener of " + connector.place()).start(this::listenAll);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void announceAll() {
        while (!isClosing()) {
            wanted.acquireUninterruptibly();
            pending.set(false);
            if (!isClosing()) {
                announceOnce();
            }
        }
    }

    private void announceOnce() {
        try {
            ConnectionPool.Pooled pooled = writers.take();
            boolean kept = false;
            try {
                pooled.connection.setAutoCommit(true);
                pooled.sql.execute("NOTIFY " + connector.schema());
                kept = true;
            } finally {
                if (kept) {
                    writers.giveBack(pooled);
                } else {
                    writers.discard(pooled);
                }
            }
        } catch (SQLException | DatabaseException failure) {
            // Others look now and then without being told.
            LOG.debug("announcing in {}: {}", connector.place(), failure.getMessage());
        }
    }

    private void listenAll() {
        while (!isClosing()) {
            try (Connection connection = connector.open(PostgresConnector.Use.HOLD)) {
                ear = connection;
                try (var statement = connection.createStatement()) {
                    statement.execute("LISTEN " + connector.schema());
                }
                // What was announced before we listened was not heard.
                wakeups.forEach(Runnable::run);
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!isClosing()) {
                    if (postgres.getNotifications(LISTEN_MILLIS).length > 0) {
                        wakeups.forEach(Runnable::run);
                    }
                }
            } catch (SQLException | DatabaseException failure) {
                if (!isClosing()) {
                    LOG.warn("not listening to {} for now: {}", connector.place(), failure.getMessage());
                    rest();
                }
            }
        }
    }

    private void rest() {
        try {
            boolean _ = closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        wanted.release();
        Connection connection = ear;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException failure) {
                LOG.debug("hanging up on {}: {}", connector.place(), failure.getMessage());
            }
        }
    }
}
