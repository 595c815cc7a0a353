package org.gatehouse.shell;

import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Replication;

/// Says what a test has it say, and obeys.
public final class WorldReplication implements Replication {
    public Optional<Cluster> cluster = Optional.empty();
    public String said = "";

    @Override
    public Optional<Cluster> of(DatabaseObject database) {
        return database.copies().size() > 1 ? cluster : Optional.empty();
    }

    @Override
    public void switchOver(DatabaseObject database, String from, String to) {
        said = "switch " + database.name() + " from " + from + " to " + to;
    }

    @Override
    public void setSynchronousCopies(DatabaseObject database, int count) {
        said = "commits of " + database.name() + " wait for " + count;
    }
}
