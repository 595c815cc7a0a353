package org.gatehouse.database;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One open SQL database: durable writes, consistent reads.
///
/// Callers may be virtual threads, and may be interrupted: the database is called on threads of the engine, so that no
/// carrier is pinned and no connection is lost by an interrupt; those of [#one] may run on the caller's, of which a
/// carrier always stays free.
public interface SqlEngine extends AutoCloseable {
    /// Runs `work` in a transaction and returns its result once it is on disk. When it fails only its own changes are
    /// taken back, and its exception comes out here.
    ///
    /// On SQLite works run one at a time in the order they were queued, and several may share one commit. On PostgreSQL
    /// many run at a time, each statement sees what is committed by then, and the work takes the locks it needs
    /// ([Sql#lock], or a row's) before it reads what it will change.
    ///
    /// The work runs once and must not wait for other threads. It must not call the engine. What it does before its
    /// first statement may be done again, when the connection turns out to be lost.
    ///
    /// A server that is away is waited for, at whatever host it comes back.
    ///
    /// @throws DatabaseException when the engine cannot take or keep the work: closed, queue full for too long, disk
    /// full
    <T> T write(SqlWork<T> work);

    /// As [#write], for a work that changes nothing outside the database before it returns: it is run again when the
    /// database took it back in favour of another.
    default <T> T writeRepeatable(SqlWork<T> work) {
        return write(work);
    }

    /// A queue for works that need the same row locked. Where one writer has the database to itself there is no more to
    /// it than [#write].
    ///
    /// @param lock one statement that finds that row `FOR UPDATE`
    /// @param gone what a write throws when it finds none
    default WriteQueue queue(Supplier<? extends RuntimeException> gone, String lock, @Nullable Object... arguments) {
        return new WriteQueue() {
            @Override
            public <T> T write(SqlWork<T> work) {
                return SqlEngine.this.write(work);
            }
        };
    }

    /// Runs `work` on one consistent snapshot that holds every write that returned before the call. The snapshot ends
    /// with the call: copy out what is needed.
    ///
    /// @throws DatabaseException closed, or all readers busy for too long
    <T> T read(SqlWork<T> work);

    /// The first row that one statement finds, if any, as [#read] would: for a row by its key, which is found at once.
    ///
    /// @param reader runs on an engine's thread or on the caller's and must not call the engine
    /// @throws DatabaseException closed, or all readers busy for too long
    default <T> Optional<T> one(String statement, Sql.RowReader<T> reader, @Nullable Object... arguments) {
        return read(sql -> sql.one(statement, reader, arguments));
    }

    /// The words in which the databases differ.
    Dialect dialect();

    /// Whether other processes may change the database too, so that nothing read from it stays true by itself.
    boolean isShared();

    /// Runs background work unless the work of this name runs already, in this process or in another: empty then. The
    /// work calls the engine as usual. It must be safe to do twice: a process that loses its connection loses the lock.
    <T> Optional<T> exclusively(String name, Supplier<T> work);

    /// Tells all processes on this database, soon and in a transaction of its own, that there is something to look for.
    /// Calls that come together are told once. Nobody may rely on being told: look now and then as well.
    void announce();

    /// Calls `wakeup` after announcements of any process, on a thread of the engine: must not block. Ends with the
    /// engine.
    void onAnnouncement(Runnable wakeup);

    /// Finishes the queued writes, moves the log into the file and gives up its ownership. Idempotent.
    @Override
    void close();
}
