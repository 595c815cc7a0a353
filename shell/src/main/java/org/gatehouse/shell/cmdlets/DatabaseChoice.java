package org.gatehouse.shell.cmdlets;

import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.Databases;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Provisioning;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.store.MailboxDatabase;

/// Which databases mailboxes may go to when nobody names one: those of the site where the shell runs, as far as this
/// process knows that they are in use.
final class DatabaseChoice {
    private DatabaseChoice() {}

    static Provisioning.Range range(Call call) {
        return new Provisioning.Range(site(call), database -> trouble(call, database));
    }

    /// Empty where one process runs the servers of several.
    private static String site(Call call) {
        String local = call.administration().localServer();
        return local.isEmpty() ? "" : call.organization().servers().all().stream()
                .filter(server -> server.name().equalsIgnoreCase(local)).findFirst().map(ExchangeServer::site)
                .orElse("");
    }

    private static Optional<String> trouble(Call call, DatabaseObject database) {
        if (!call.administration().databases().opens(database.header().guid())) {
            return troubleElsewhere(call, database);
        }
        Optional<MailboxDatabase> store = call.administration().databases().mounted(database.header().guid());
        return store.isEmpty() ? Optional.of("is dismounted")
                : store.get().trouble().map(why -> "does not answer (" + why + ")");
    }

    /// By what administrators asked for last, and by what looks after its servers.
    private static Optional<String> troubleElsewhere(Call call, DatabaseObject database) {
        Databases databases = call.organization().databases();
        if (databases.mountState(database).isDismounted()) {
            return Optional.of("is dismounted");
        }
        if (databases.isNew(database)) {
            return Optional.of("was never mounted");
        }
        try {
            return call.administration().replication().of(database).filter(known -> known.primary().isEmpty())
                    .map((Cluster headless) -> "has no active copy now");
        } catch (ReplicationException silent) {
            return Optional.empty(); // nothing speaks against it
        }
    }
}
