package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A connection on which callers read single rows on their own thread, one at a time.
///
/// Handing such a read to a [ReaderPool] costs more than the read. The price here is a virtual thread's carrier, pinned
/// for the tens of microseconds of one statement, or for a page from the disk. So over all engines one carrier always
/// stays free where there are two, and who finds no place goes to the pool.
final class QuickReader {
    private static final Semaphore CARRIERS = new Semaphore(
            Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

    private final Connection connection;
    private final Sql sql;
    private final Semaphore place = new Semaphore(1);

    QuickReader(Connection connection) {
        this.connection = connection;
        this.sql = new Sql(connection);
    }

    /// Takes the place if it is free; who has it gives it back by [#leave].
    boolean enter() {
        if (!CARRIERS.tryAcquire()) {
            return false;
        }
        if (!place.tryAcquire()) {
            CARRIERS.release();
            return false;
        }
        return true;
    }

    void leave() {
        place.release();
        CARRIERS.release();
    }

    /// A statement alone is a snapshot of its own, so there is no transaction around it.
    <T> Optional<T> one(String statement, Sql.RowReader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        return sql.one(statement, reader, arguments);
    }

    /// Waits for the read under way; nobody gets the place any more.
    void close() {
        place.acquireUninterruptibly();
        sql.close();
        SqliteEngine.closeQuietly(connection);
    }
}
