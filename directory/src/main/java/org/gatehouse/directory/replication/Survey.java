package org.gatehouse.directory.replication;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What all of them say that look after the servers of a replicated database, each asked by itself.
///
/// @param cluster as one of them has it; empty when none told
/// @param watchers each one that should answer
/// @param paused whether nobody is made the primary by itself when the present one dies
/// @param trouble why the cluster is not known; empty otherwise
public record Survey(Optional<Cluster> cluster, List<Watcher> watchers, boolean paused, String trouble) {
    public Survey {
        watchers = List.copyOf(watchers);
    }

    /// What looks after one server.
    ///
    /// @param address where it was asked
    /// @param member whose server it is; empty where nobody said that
    /// @param trouble why it gave no answer; empty when it gave one
    /// @param leaderless whether it knows no server that holds the primary's lock
    /// @param storeSilent how long it has heard nothing of the store in which the primary is elected (etcd); empty
    /// where it does not say
    /// @param storeSilentMax how long that may last before the primary gives up
    /// @param clockAhead by how much its computer's clock is ahead of ours, to the second; empty where it does not say
    public record Watcher(String address, String member, String trouble, boolean leaderless,
            Optional<Duration> storeSilent, Duration storeSilentMax, Optional<Duration> clockAhead) {
        public boolean answers() {
            return trouble.isEmpty();
        }

        /// Whether it has lost the store.
        public boolean isCutOff() {
            return storeSilent.filter(silent -> silent.compareTo(storeSilentMax) > 0).isPresent();
        }
    }

    /// What looks after a member's server; empty where none is known to.
    public Optional<Watcher> of(Cluster.Member member) {
        return watchers.stream().filter(watcher -> watcher.member().equals(member.name())).findFirst();
    }
}
