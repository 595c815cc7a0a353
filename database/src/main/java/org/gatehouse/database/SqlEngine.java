package org.gatehouse.database;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One open SQL database: durable writes in order, consistent reads.
///
/// Callers may be virtual threads: the native calls run on threads of the engine, so that no carrier is pinned; those of
/// [#one] may run on the caller's, of which a carrier always stays free.
public interface SqlEngine extends AutoCloseable {
    /// Runs `work` in a transaction of the single writer and returns its result once it is on disk. Works run one at a
    /// time in the order they were queued; several may share one commit, but when one fails only its own changes are
    /// taken back, and its exception comes out here.
    ///
    /// The work may run again nowhere else and must not wait for other threads. It must not call the engine.
    ///
    /// @throws DatabaseException when the engine cannot take or keep the work: closed, queue full for too long, disk
    /// full
    <T> T write(SqlWork<T> work);

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

    /// Finishes the queued writes, moves the log into the file and gives up its ownership. Idempotent.
    @Override
    void close();
}
