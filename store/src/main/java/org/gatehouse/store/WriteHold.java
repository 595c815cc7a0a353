package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// For a short while nobody writes to a mailbox: who wants to waits, and goes on when it is closed, or is over by
/// itself. Nothing is refused.
///
/// On PostgreSQL it is the lock that all writers take, of whatever process and version, held by the server; elsewhere
/// all writers are of this process.
final class WriteHold implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteHold.class);
    /// The server ends the transaction when nothing is heard of its owner for so long.
    private static final int SILENCE_MILLIS_MAX = 2_000;
    private static final String LOCK = "SELECT mb FROM mailbox WHERE mb = ? FOR UPDATE";
    private static final String ON_THE_SERVER = "SELECT 1 FROM pg_sleep(0.01)";

    private final long nanos;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long start;
    private volatile boolean closed;

    private WriteHold(Duration longest) {
        this.nanos = longest.toNanos();
    }

    /// One that writers of this process ask for with [#await].
    static WriteHold asked(Duration longest) {
        var hold = new WriteHold(longest);
        hold.begin();
        return hold;
    }

    /// One by the lock of the mailbox's row. It begins behind those who wait for it already.
    static WriteHold locking(SqlEngine engine, long mb, Duration longest) {
        var hold = new WriteHold(longest);
        Thread.ofVirtual().name("hold of mailbox " + mb).start(() -> hold.lock(engine, mb));
        awaitQuietly(hold.begun, Long.MAX_VALUE); // a statement waits for a lock only so long
        return hold;
    }

    private void begin() {
        start = System.nanoTime();
        begun.countDown();
    }

    private void lock(SqlEngine engine, long mb) {
        try {
            int _ = engine.write(sql -> {
                sql.execute("SET LOCAL idle_in_transaction_session_timeout = " + SILENCE_MILLIS_MAX);
                return lasts(sql, mb);
            });
        } catch (DatabaseException failure) {
            // The move goes on without; what has become of the database it will hear by itself.
            LOG.debug("nobody is held up in mailbox {}: {}", mb, failure.getMessage());
        } finally {
            closed = true;
            begun.countDown();
            ended.countDown();
        }
    }

    private int lasts(Sql sql, long mb) throws SQLException {
        boolean there = sql.one(LOCK, _ -> true, mb).isPresent();
        begin();
        int naps = 0;
        while (there && !isOver()) {
            naps += sql.one(ON_THE_SERVER, row -> row.getInt(1)).orElse(0);
        }
        return naps;
    }

    /// Whether writers go on.
    boolean isOver() {
        return closed || System.nanoTime() - start >= nanos;
    }

    /// Waits until it is over.
    void await() {
        awaitQuietly(ended, nanos - (System.nanoTime() - start));
    }

    private static void awaitQuietly(CountDownLatch latch, long nanos) {
        try {
            boolean _ = latch.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        ended.countDown();
    }
}
