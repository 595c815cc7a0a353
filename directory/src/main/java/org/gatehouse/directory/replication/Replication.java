package org.gatehouse.directory.replication;

import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;

/// Asks what looks after replicated servers. It elects the primary; nothing here does.
public interface Replication {
    /// The servers of a database; empty when nothing looks after them.
    ///
    /// @throws ReplicationException when it should, and does not answer
    Optional<Cluster> of(DatabaseObject database);

    /// Asks everything that looks after the servers of a database, all of it side by side and for a few seconds; empty
    /// when nothing does. What does not answer is told in what is returned.
    Optional<Survey> survey(DatabaseObject database);

    /// Makes another member the primary, without loss; returns when it is.
    ///
    /// @throws ReplicationException refused, with the reason that was given
    void switchOver(DatabaseObject database, String from, String to);

    /// Has commits wait for so many standbys from now on; 0 for none.
    ///
    /// @throws ReplicationException refused
    void setSynchronousCopies(DatabaseObject database, int count);

    /// Where nothing is replicated.
    Replication NONE = new Replication() {
        @Override
        public Optional<Cluster> of(DatabaseObject database) {
            return Optional.empty();
        }

        @Override
        public Optional<Survey> survey(DatabaseObject database) {
            return Optional.empty();
        }

        @Override
        public void switchOver(DatabaseObject database, String from, String to) {
            throw new ReplicationException("database '" + database.name() + "' is not replicated");
        }

        @Override
        public void setSynchronousCopies(DatabaseObject database, int count) {
            throw new ReplicationException("database '" + database.name() + "' is not replicated");
        }
    };
}
