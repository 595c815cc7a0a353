package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqlWork;
import org.gatehouse.database.WriteQueue;
import org.gatehouse.mapi.property.ErrorCode;
import org.jspecify.annotations.Nullable;

/// The engine as one mailbox sees it: a write holds the mailbox's lock from before its first statement to its commit,
/// so that ids and change numbers become visible in the order in which they were given, whoever writes.
///
/// SQLite runs one write at a time anyway. On PostgreSQL the lock is the mailbox's row; those of this process that wait
/// for it share transactions, and hold no connection.
final class MailboxEngine implements SqlEngine {
    private final SqlEngine engine;
    private final long mb;
    private final WriteQueue queue;
    /// While somebody holds up the writers; where the database is one process's own.
    private volatile @Nullable WriteHold hold;

    MailboxEngine(SqlEngine engine, long mb) {
        this.engine = engine;
        this.mb = mb;
        this.queue = engine.queue(MailboxEngine::gone,
                "SELECT mb FROM mailbox WHERE mb = ? FOR UPDATE", mb);
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        if (engine.isShared()) {
            return queue.write(work);
        }
        WriteHold held = hold;
        if (held != null) {
            held.await(); // once: who has waited is not held up again by the next one
        }
        return queue.write(sql -> {
            requireRow(sql);
            return work.run(sql);
        });
    }

    /// From its return nobody writes to the mailbox until this is closed, or for so long.
    WriteHold hold(Duration longest) {
        if (engine.isShared()) {
            return WriteHold.locking(engine, mb, longest);
        }
        WriteHold held = WriteHold.asked(longest);
        hold = held;
        return held;
    }

    /// Where nothing has to be locked, the row must be there all the same: a mailbox that is deleted, or locked for the
    /// end of a move, takes nothing more from those who had it open.
    private void requireRow(Sql sql) throws SQLException {
        if (sql.one("SELECT 1 FROM mailbox WHERE mb = ?", _ -> true, mb).isEmpty()) {
            throw gone();
        }
    }

    private static MailboxException gone() {
        return new MailboxException(ErrorCode.END_OF_SESSION, "the mailbox was deleted, or has moved");
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
