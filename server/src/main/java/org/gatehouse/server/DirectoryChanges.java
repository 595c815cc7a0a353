package org.gatehouse.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells those who follow the directory that it has changed, whichever process changed it. Who cannot follow now, since
/// the directory or something else is away, is told again until it could.
final class DirectoryChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryChanges.class);
    /// Between looks at a directory of this process.
    static final Duration PAUSE = Duration.ofMillis(250);
    /// Between looks at one that is asked over the network.
    static final Duration REMOTE_PAUSE = Duration.ofSeconds(1);

    private final LongSupplier counter;
    private final List<Following> followers = new CopyOnWriteArrayList<>();
    private final Rounds rounds;

    /// Does what a change asks for.
    @FunctionalInterface
    interface Follower {
        void changed() throws IOException;
    }

    private DirectoryChanges(LongSupplier counter, Duration pause) {
        this.counter = counter;
        this.rounds = Rounds.every(pause, "directory changes", () -> followers.forEach(this::look));
    }

    /// @param counter differs from its last reading once the directory has changed
    static DirectoryChanges start(LongSupplier counter, Duration pause) {
        var started = new DirectoryChanges(counter, pause);
        started.rounds.start();
        return started;
    }

    /// From now on `follower` is told: soon for the first time.
    ///
    /// @param what it keeps up to date, for the log
    /// @return ends that
    Runnable follow(String what, Follower follower) {
        var following = new Following(what, follower);
        followers.add(following);
        return () -> followers.remove(following);
    }

    /// Looks at once, as when another process has said that it changed something. Never blocks.
    void wake() {
        rounds.wake();
    }

    private void look(Following following) {
        try {
            // Before what it reads: a change in between is another change.
            long now = counter.getAsLong();
            if (now != following.seen) {
                following.follower.changed();
                following.seen = now;
            }
            following.trouble = "";
        } catch (DirectoryException | DatabaseException | StoreException | IOException cannot) {
            String trouble = String.valueOf(cannot.getMessage());
            if (!rounds.isClosed() && !trouble.equals(following.trouble)) {
                LOG.warn("{} cannot be followed for now: {}", following.what, trouble);
            }
            following.trouble = trouble;
        } catch (RuntimeException bug) {
            LOG.error("bug while following {}", following.what, bug);
        }
    }

    private static final class Following {
        private final String what;
        private final Follower follower;
        private long seen = -1;
        private String trouble = "";

        Following(String what, Follower follower) {
            this.what = what;
            this.follower = follower;
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
