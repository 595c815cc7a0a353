package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.CopyState;
import org.gatehouse.directory.replication.CopyState.Status;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;

/// The copies of one database as they are now, by what looks after its servers and by what its primary says of those
/// that follow it.
///
/// @param cluster empty when nothing looks after them
/// @param states in the order of activation preference
/// @param trouble why it is not known better; empty otherwise
record DatabaseCopies(DatabaseObject database, Optional<Cluster> cluster, List<CopyState> states,
        List<MailboxDatabase.Standby> standbys, String trouble) {

    static DatabaseCopies of(Call call, DatabaseObject database) {
        String trouble = "";
        Optional<Cluster> cluster = Optional.empty();
        try {
            cluster = call.administration().replication().of(database);
        } catch (ReplicationException silent) {
            trouble = String.valueOf(silent.getMessage());
        }
        Optional<List<MailboxDatabase.Standby>> standbys;
        try {
            standbys = call.administration().databases().mounted(database.header().guid())
                    .map(MailboxDatabase::standbys);
        } catch (StoreException away) {
            standbys = Optional.of(List.of());
            trouble = String.valueOf(away.getMessage());
        }
        return of(call, database, cluster, standbys, trouble);
    }

    /// By what was found out before.
    ///
    /// @param standbys as the primary has them; empty where it was not asked
    static DatabaseCopies of(Call call, DatabaseObject database, Optional<Cluster> cluster,
            Optional<List<MailboxDatabase.Standby>> standbys, String trouble) {
        boolean mounted = call.administration().databases().mounted(database.header().guid()).isPresent();
        var states = new ArrayList<CopyState>();
        for (DatabaseObject.Copy copy : database.copies()) {
            states.add(state(call, database, cluster, copy, mounted, standbys));
        }
        return new DatabaseCopies(database, cluster, states, standbys.orElse(List.of()), trouble);
    }

    private static CopyState state(Call call, DatabaseObject database, Optional<Cluster> cluster,
            DatabaseObject.Copy copy, boolean mounted, Optional<List<MailboxDatabase.Standby>> standbys) {
        Optional<Cluster.Member> member = cluster.flatMap(known -> known.of(copy, fqdn(call, copy.server())));
        Optional<Cluster.Member> primary = cluster.flatMap(Cluster::primary);
        boolean active = primary.isPresent() ? member.equals(primary)
                : copy.server().equalsIgnoreCase(database.server());
        if (active) {
            return new CopyState(copy.server(), copy.activationPreference(),
                    !call.administration().databases().opens(database.header().guid()) ? Status.UNKNOWN
                            : mounted && (cluster.isEmpty() || primary.isPresent()) ? Status.MOUNTED
                                    : Status.DISMOUNTED, 0, 0);
        }
        Optional<MailboxDatabase.Standby> standby = member.flatMap(known -> standbys.orElse(List.of())
                .stream().filter(each -> each.name().equalsIgnoreCase(known.name())).findFirst());
        long copyBytes = standby.map(MailboxDatabase.Standby::copyBytes)
                .orElseGet(() -> member.map(known -> known.lag().orElse(Long.MAX_VALUE)).orElse(Long.MAX_VALUE));
        boolean streams = standby.map(MailboxDatabase.Standby::streaming).orElse(standbys.isEmpty()
                && primary.isPresent());
        return new CopyState(copy.server(), copy.activationPreference(),
                CopyState.passive(member, streams, primary.isPresent()), copyBytes,
                standby.map(MailboxDatabase.Standby::replayBytes).orElse(0L));
    }

    static String fqdn(Call call, String server) {
        return call.organization().servers().all().stream().filter(each -> each.name().equalsIgnoreCase(server))
                .findFirst().map(org.gatehouse.directory.organization.ExchangeServer::fqdn).orElse("");
    }

    /// What follows under the name of a copy's member.
    Optional<MailboxDatabase.Standby> standby(Call call, String server) {
        return database.copy(server).flatMap(copy -> cluster.flatMap(known -> known.of(copy, fqdn(call, server))))
                .flatMap(member -> standbys.stream().filter(each -> each.name().equalsIgnoreCase(member.name()))
                        .findFirst());
    }

    Optional<CopyState> active() {
        return states.stream().filter(CopyState::isActive).findFirst();
    }
}
