package org.gatehouse.edge.dns;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Where a zone's records survive a restart. Whoever assembles supplies it: a file, the directory, a test's memory.
public interface ZoneStore {
    /// What was saved last; empty the first time.
    Optional<Saved> load() throws IOException;

    /// Keeps the zone; it is on disk when this returns. A failure leaves the old state and the zone unchanged.
    void save(Saved zone) throws IOException;

    /// Whether others save here too: then what was loaded is loaded again before each change.
    default boolean isShared() {
        return false;
    }

    /// A zone's changeable records.
    ///
    /// @param serial of the SOA record, increased by each change (RFC 1982)
    /// @param records one a line in master file form (RFC 1035 5), with absolute names; without SOA and NS of the apex
    record Saved(long serial, List<String> records) {
        public Saved {
            records = List.copyOf(records);
        }
    }

    /// Keeps nothing beyond the process.
    static ZoneStore inMemory() {
        return new ZoneStore() {
            private Optional<Saved> saved = Optional.empty();

            @Override
            public synchronized Optional<Saved> load() {
                return saved;
            }

            @Override
            public synchronized void save(Saved zone) {
                saved = Optional.of(zone);
            }
        };
    }
}
