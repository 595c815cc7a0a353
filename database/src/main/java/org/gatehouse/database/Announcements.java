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
/// it is never the one that changed something, and all that was announced while one runs shares the next. The
/// connection that listens is also the one that shows that we are at work ([FormatGuard]), and the one that notices
/// when the server is gone: the next one leads to where the database is then, and what still waits elsewhere is cut.
final class Announcements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final int LISTEN_MILLIS = 1_000;
    private static final int AGAIN_MILLIS = 200;
    /// A server that takes longer to answer nothing is looked for among its hosts.
    private static final int ANSWER_MILLIS_MAX = 3_000;

    private final PostgresConnector connector;
    private final FormatGuard guard;
    private final ConnectionPool writers;
    private final Runnable outdated;
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicBoolean pending = new AtomicBoolean();
    private final AtomicBoolean announcing = new AtomicBoolean();
    private final CopyOnWriteArrayList<Runnable> wakeups = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Connection ear;
    /// The trouble that was told last. The listening thread's own.
    private String told = "";
    private boolean hearing;

    private Announcements(PostgresConnector connector, FormatGuard guard, ConnectionPool writers, Runnable outdated) {
        this.connector = connector;
        this.guard = guard;
        this.writers = writers;
        this.outdated = outdated;
    }

    /// Listens from now on.
    ///
    /// @param holding the first connection, taken over
    /// @param outdated run when the format is not for this program any more
    static Announcements start(PostgresConnector connector, FormatGuard guard, Connection holding,
            ConnectionPool writers, Runnable outdated) {
        var started = new Announcements(connector, guard, writers, outdated);
        started.ear = holding;
        Thread.ofVirtual().name("listener of " + connector.place()).start(() -> started.listenAll(holding));
        return started;
    }

    void announce() {
        if (announcing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("announcer of " + connector.place()).start(this::announceAll);
        }
        if (pending.compareAndSet(false, true)) {
            wanted.release();
        }
    }

    synchronized void listen(Runnable wakeup) {
        wakeups.add(wakeup);
        if (hearing) {
            // What was announced before was not heard by this one; else it is called when listening begins.
            wakeup.run();
        }
    }

    private synchronized void hears(boolean now) {
        hearing = now;
        if (now) {
            // What was announced before we listened was not heard.
            wakeups.forEach(Runnable::run);
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

    private void listenAll(Connection first) {
        listenOn(first);
        while (!isClosing()) {
            try {
                Connection connection = guard.holding();
                ear = connection;
                listenOn(connection);
            } catch (SQLException | DatabaseException failure) {
                pause(failure);
            }
        }
    }

    /// Until the connection ends.
    private void listenOn(Connection listening) {
        try (Connection connection = listening) {
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS_MAX);
            guard.check(connection);
            try (var statement = connection.createStatement()) {
                statement.execute("LISTEN " + connector.schema());
                hears(true);
                told = "";
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!isClosing()) {
                    if (postgres.getNotifications(LISTEN_MILLIS).length > 0) {
                        wakeups.forEach(Runnable::run);
                    }
                    // A host that is cut off says nothing. That it does not answer is no reason to cut what waits for
                    // it: only that the database is found elsewhere is (Home).
                    statement.execute("SELECT 1");
                }
            }
        } catch (DatabaseException newer) {
            // Connections that are open still worked before this; those to come are checked by themselves.
            writers.closeIdle();
            outdated.run();
            pause(newer);
        } catch (SQLException failure) {
            pause(failure);
        } finally {
            hears(false);
        }
    }

    private void pause(Exception failure) {
        if (!isClosing()) {
            String why = String.valueOf(failure.getMessage());
            if (!why.equals(told)) {
                LOG.warn("not listening to {} for now: {}", connector.place(), why);
                told = why;
            }
            rest();
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
            ConnectionPool.abort(connection);
        }
    }
}
