package org.gatehouse.client;

import java.time.Duration;

/// Does now and then what connections need while nobody uses them. Threads belong to whoever gives one: there are none
/// in this room.
@FunctionalInterface
public interface Upkeep {
    /// Nobody does: a proxy may end the connection of a client that calls too seldom, and the next call tells.
    Upkeep NONE = (_, _) -> () -> { };

    /// Runs a task again and again until the handle is closed.
    ///
    /// @param interval about how long between two runs
    Handle every(Duration interval, Runnable task);

    /// Milliseconds of a clock that never goes back.
    default long millis() {
        return System.nanoTime() / 1_000_000;
    }

    /// What is being done.
    @FunctionalInterface
    interface Handle extends AutoCloseable {
        /// The task may still run for the last time.
        @Override
        void close();
    }
}
