package org.gatehouse.shell;

import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Replication;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.directory.replication.Survey;

/// Says what a test has it say, and obeys.
public final class WorldReplication implements Replication {
    public Optional<Cluster> cluster = Optional.empty();
    public Survey survey = new Survey(Optional.empty(), List.of(), false, "nobody was asked");
    public String said = "";
    /// Why nothing is known; empty while something is.
    public String silent = "";
    /// A database that is not to be moved.
    public String refused = "";
    /// What happens while it switches over.
    public Runnable meanwhile = () -> { };

    @Override
    public Optional<Cluster> of(DatabaseObject database) throws ReplicationException {
        if (!silent.isEmpty()) {
            throw new ReplicationException(silent);
        }
        return database.copies().size() > 1 ? cluster : Optional.empty();
    }

    @Override
    public Optional<Survey> survey(DatabaseObject database) {
        return database.copies().size() > 1 ? Optional.of(survey) : Optional.empty();
    }

    @Override
    public void switchOver(DatabaseObject database, String from, String to) throws ReplicationException {
        if (database.name().equals(refused)) {
            throw new ReplicationException("Patroni refuses");
        }
        said = "switch " + database.name() + " from " + from + " to " + to;
        meanwhile.run();
    }

    @Override
    public void setSynchronousCopies(DatabaseObject database, int count) {
        said = "commits of " + database.name() + " wait for " + count;
    }
}
