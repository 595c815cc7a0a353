package org.gatehouse.store;

import java.sql.SQLException;
import org.gatehouse.database.Sql;

/// Carries changes from a write to all who keep something of the mailbox in memory, once the write is on disk.
interface ChangeFeed extends AutoCloseable {
    /// Within a write that holds the mailbox's lock. The memory of this process is right when the write returns;
    /// subscribers hear of it soon.
    void publish(Sql sql, Mailbox mailbox, Change change) throws SQLException;

    /// Numbers of changes may have been given anew: begins behind the last one there is.
    default void beginAnew() {
        // where nobody numbers them
    }

    @Override
    void close();

    /// Where one process has the database to itself, the commit is the moment.
    final class OfOneProcess implements ChangeFeed {
        @Override
        public void publish(Sql sql, Mailbox mailbox, Change change) {
            sql.afterCommit(() -> {
                mailbox.count(change);
                mailbox.events.publish(change.events(), change.author());
            });
        }

        @Override
        public void close() {
            // nothing of its own
        }
    }
}
