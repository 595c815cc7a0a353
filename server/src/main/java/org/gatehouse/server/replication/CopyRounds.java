package org.gatehouse.server.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.MoveGate;
import org.gatehouse.directory.replication.Replication;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.server.Rounds;
import org.gatehouse.store.MailboxDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches replicated databases: whoever made another server the primary, the directory says so soon after. Says, too,
/// whether copies keep up with moves. Any process may do so; they note the same.
public final class CopyRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CopyRounds.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Organization organization;
    private final Replication replication;
    private final Rounds rounds = Rounds.every(PAUSE, "copies of databases", this::lookAtAll);
    /// The trouble that was told last, by database.
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    public CopyRounds(Organization organization, Replication replication) {
        this.organization = organization;
        this.replication = replication;
    }

    /// Looks now and then until it is closed.
    public void start() {
        rounds.startLater();
    }

    private void lookAtAll() {
        try {
            for (DatabaseObject database : organization.databases().all(DatabaseObject.Kind.MAILBOX)) {
                if (database.copies().size() > 1) {
                    look(database);
                }
            }
        } catch (DirectoryException | DatabaseException away) {
            LOG.debug("copies of databases are not looked at: {}", away.getMessage());
        }
    }

    /// Notes where the active copy of a database is.
    public void look(DatabaseObject database) {
        try {
            Optional<Cluster> cluster = replication.of(database);
            Optional<DatabaseObject.Copy> active = cluster.flatMap(Cluster::primary).flatMap(primary ->
                    database.copies().stream().filter(copy -> cluster.get().of(copy, fqdn(copy.server()))
                            .filter(primary::equals).isPresent()).findFirst());
            troubles.remove(database.name());
            if (active.isPresent() && !active.get().server().equalsIgnoreCase(database.server())) {
                LOG.info("the active copy of {} is on {} now, no longer on {}", database.name(),
                        active.get().server(), database.server());
                organization.databaseCopies().activated(database, active.get().server());
            }
        } catch (ReplicationException silent) {
            String why = String.valueOf(silent.getMessage());
            if (!rounds.isClosed() && !why.equals(troubles.put(database.name(), why))) {
                LOG.warn("nobody says where the active copy of {} is: {}", database.name(), why);
            }
        }
    }

    private String fqdn(String server) {
        return organization.servers().all().stream().filter(each -> each.name().equalsIgnoreCase(server)).findFirst()
                .map(ExchangeServer::fqdn).orElse("");
    }

    private String site(String server) {
        return organization.servers().all().stream().filter(each -> each.name().equalsIgnoreCase(server)).findFirst()
                .map(ExchangeServer::site).orElse("");
    }

    /// Why moves into a database have to wait for its copies; empty when they need not.
    public Optional<String> moveHasToWait(MailboxDatabase target) {
        Optional<DatabaseObject> found = organization.databases().find(target.guid());
        if (found.isEmpty() || found.get().copies().size() < 2) {
            return Optional.empty();
        }
        DatabaseObject database = found.get();
        List<MailboxDatabase.Standby> standbys = target.standbys();
        Optional<Cluster> cluster = known(database);
        List<MoveGate.Passive> copies = database.copies().stream()
                .filter(copy -> !copy.server().equalsIgnoreCase(database.server()))
                .map(copy -> passive(cluster, copy, standbys)).toList();
        return MoveGate.wait(database.setting(DatabaseProperty.DATA_MOVE_REPLICATION_CONSTRAINT),
                site(database.server()), copies);
    }

    private Optional<Cluster> known(DatabaseObject database) {
        try {
            return replication.of(database);
        } catch (ReplicationException silent) {
            LOG.debug("standbys are taken to be called like their servers: {}", silent.getMessage());
            return Optional.empty();
        }
    }

    private MoveGate.Passive passive(Optional<Cluster> cluster, DatabaseObject.Copy copy,
            List<MailboxDatabase.Standby> standbys) {
        String member = cluster.flatMap(found -> found.of(copy, fqdn(copy.server()))).map(Cluster.Member::name)
                .orElse(copy.member().isEmpty() ? copy.server() : copy.member());
        return standbys.stream().filter(standby -> standby.name().equalsIgnoreCase(member)).findFirst()
                .map(standby -> new MoveGate.Passive(site(copy.server()), standby.streaming(), standby.copyBytes()))
                .orElseGet(() -> new MoveGate.Passive(site(copy.server()), false, Long.MAX_VALUE));
    }

    @Override
    public void close() {
        rounds.close();
    }
}
