package org.gatehouse.store;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqlWork;
import org.gatehouse.mapi.property.ErrorCode;
import org.jspecify.annotations.Nullable;

/// The engine as one mailbox sees it: a write holds the mailbox's lock from before its first statement to its commit,
/// so that ids and change numbers become visible in the order in which they were given, whoever writes.
///
/// SQLite runs one write at a time anyway. On PostgreSQL the lock is the mailbox's row, taken by one writer of this
/// process at a time, so that those who wait hold no connection.
final class MailboxEngine implements SqlEngine {
    private static final long WAIT_MILLIS_MAX = 30_000;

    private final SqlEngine engine;
    private final long mb;
    /// Set on the thread of the engine that runs a work, for as long as that thread lives.
    private final ThreadLocal<Boolean> writing = ThreadLocal.withInitial(() -> false);
    private final ReentrantLock turn = new ReentrantLock(true);

    MailboxEngine(SqlEngine engine, long mb) {
        this.engine = engine;
        this.mb = mb;
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        if (!engine.isShared()) {
            return engine.write(work);
        }
        if (writing.get()) {
            throw new IllegalStateException("a write must not start another write");
        }
        takeTurn();
        try {
            return engine.write(sql -> {
                writing.set(true);
                sql.one("SELECT mb FROM mailbox WHERE mb = ? FOR UPDATE", _ -> true, mb).orElseThrow(() ->
                        new MailboxException(ErrorCode.OBJECT_DELETED, "the mailbox was deleted"));
                return work.run(sql);
            });
        } finally {
            turn.unlock();
        }
    }

    private void takeTurn() {
        try {
            if (!turn.tryLock(WAIT_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
                throw new DatabaseException("the mailbox is too busy: others write to it; try again later");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted before the write was begun", interrupted);
        }
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        return engine.read(work);
    }

    @Override
    public <T> Optional<T> one(String statement, Sql.RowReader<T> reader, @Nullable Object... arguments) {
        return engine.one(statement, reader, arguments);
    }

    @Override
    public Dialect dialect() {
        return engine.dialect();
    }

    @Override
    public boolean isShared() {
        return engine.isShared();
    }

    @Override
    public <T> Optional<T> exclusively(String name, Supplier<T> work) {
        return engine.exclusively(name + " of mailbox " + mb, work);
    }

    @Override
    public void announce() {
        engine.announce();
    }

    @Override
    public void onAnnouncement(Runnable wakeup) {
        engine.onAnnouncement(wakeup);
    }

    /// The engine is the database's.
    @Override
    public void close() {
        throw new UnsupportedOperationException("close the database");
    }
}
