package org.gatehouse.database;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which server an engine's database is on. Connections are of the home they were made to; when it is found elsewhere,
/// or has begun anew, those made before are of no use and hang perhaps.
public final class Home {
    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    private final String place;
    private @Nullable Instance now;
    private long generation;

    public Home(String place) {
        this.place = place;
    }

    /// One run of one server.
    ///
    /// @param system identifier that all copies of a cluster share
    /// @param timeline of its log: a promotion begins another, with a higher number
    /// @param run when and where it started
    public record Instance(String system, long timeline, String run) {}

    /// Notes where a connection leads that was just made.
    ///
    /// @return the generation that the connection is of
    /// @throws DatabaseException when it leads to a server that another has been promoted over
    public synchronized long found(Instance there) {
        Instance before = now;
        if (before == null || before.equals(there)) {
            now = there;
            return generation;
        }
        if (!before.system().equals(there.system())) {
            throw new DatabaseException(place + " is now the database of another server (" + there.system()
                    + ", not " + before.system() + "): correct the address, or dismount and mount it", null, true);
        }
        if (there.timeline() < before.timeline()) {
            throw new DatabaseException(place + ": the server that answers is an old primary (timeline "
                    + there.timeline() + ", while another was promoted to timeline " + before.timeline()
                    + "): stop it, and make it a standby", null, true);
        }
        LOG.info("{} is at {} now, timeline {}", place, there.run(), there.timeline());
        now = there;
        return ++generation;
    }

    /// Grows with each new home.
    public synchronized long generation() {
        return generation;
    }
}
