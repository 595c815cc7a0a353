package org.gatehouse.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the write-ahead log into the database's file beside the writer, on a thread and a connection of its own, so
/// that no commit waits for thousands of pages to be written and synced.
///
/// A passive checkpoint lets the writer go on, hence never quite catches up with it, and the log begins anew only when
/// all of it was moved (https://www.sqlite.org/wal.html, "Avoiding Excessively Large WAL Files"). Once the log has
/// reached its size, what little is left is therefore moved by the writer, between two commits. Should this thread fall
/// far behind, SQLite's own checkpoint at a commit bounds the log.
final class Checkpointer {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final String PASSIVE = "PRAGMA wal_checkpoint(PASSIVE)";

    /// Works between two checkpoints: a few hundred pages as a rule, which a disk takes without a commit noticing.
    private static final int WORKS = 100;

    /// Of the log's size, what may be left for the writer.
    private static final int LITTLE = 32;

    /// Checkpoints in a row that try to bring the rest down to that.
    private static final int ROUNDS_MAX = 5;

    private final String place;
    private final Connection connection;
    private final int pagesMax;
    private final Semaphore due = new Semaphore(0);
    private final Thread thread;
    /// Works since the last checkpoint was asked for. The writer's own.
    private int works;
    private volatile boolean ending;
    private volatile boolean littleLeft;

    /// Frames in the log, and how many of them are in the database's file; nothing when another was at it.
    private record Progress(int frames, int moved) {
        int left() {
            return frames - moved;
        }
    }

    Checkpointer(String place, Connection connection, EngineLimits limits) {
        this.place = place;
        this.connection = connection;
        this.pagesMax = limits.logPagesMax();
        this.thread = Thread.ofPlatform().name("checkpoints of " + place).daemon().start(this::serve);
    }

    /// The writer has committed `count` works, and is outside a transaction.
    void committed(int count, Connection writing) {
        works += count;
        if (littleLeft) {
            littleLeft = false;
            works = 0;
            run(writing);
        } else if (works >= WORKS) {
            works = 0;
            due.release();
        }
    }

    private void serve() {
        while (true) {
            due.acquireUninterruptibly();
            due.drainPermits();
            if (ending) {
                return;
            }
            Progress progress = run(connection);
            for (int round = 1; round < ROUNDS_MAX && isLong(progress) && !ending; round++) {
                progress = run(connection);
            }
            littleLeft = progress.frames() >= pagesMax && progress.left() <= pagesMax / LITTLE;
        }
    }

    private boolean isLong(Progress progress) {
        return progress.frames() >= pagesMax && progress.left() > pagesMax / LITTLE;
    }

    private Progress run(Connection by) {
        try (var statement = by.createStatement(); ResultSet row = statement.executeQuery(PASSIVE)) {
            return row.next() && row.getInt(1) == 0 ? new Progress(row.getInt(2), row.getInt(3)) : new Progress(0, 0);
        } catch (SQLException failure) {
            // Nothing is lost: the log keeps what it holds, and the writer meets the same disk.
            LOG.warn("the log of {} was not moved into its file: {}", place, failure.getMessage());
            return new Progress(0, 0);
        }
    }

    /// Ends the thread, after the checkpoint it may be at.
    void close() {
        ending = true;
        due.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        SqliteEngine.closeQuietly(connection);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
