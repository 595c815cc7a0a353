package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject.Kind;

/// The copies of mailbox databases: objects below the database, one for each server that has one.
public final class DatabaseCopies {
    private final Entries entries;
    private final Servers servers;
    private final Databases databases;
    private final AvailabilityGroups groups;
    private final ClientHomes homes;

    DatabaseCopies(Entries entries, Servers servers, Databases databases, AvailabilityGroups groups,
            ClientHomes homes) {
        this.entries = entries;
        this.servers = servers;
        this.databases = databases;
        this.groups = groups;
        this.homes = homes;
    }

    /// Describes a copy that a standby of the database's server is.
    ///
    /// @param server an identity of a mailbox server in the same group
    /// @param preference from 1 to the number of copies; 0 for the last place
    /// @param member what its standby is called where that is not as the server is; may be empty
    public Outcome<DatabaseObject> add(String identity, String server, int preference, String member) {
        DatabaseObject database = databases.get(Kind.MAILBOX, identity);
        ExchangeServer host = Servers.read(servers.entry("MailboxServer", server));
        requirePossible(database, host);
        int count = database.copies().size() + 1;
        int place = preference == 0 ? count : preference;
        requirePlace(place, count);
        ClientHomes.Snapshot before = homes.snapshot();
        entries.addMissing(dn(database, host.name()), "msExchMDBCopy",
                new Attribute("msExchHostServerLink", host.header().distinguishedName()),
                new Attribute("msExchActivationPreference", String.valueOf(count)),
                member.isEmpty() ? new Attribute("gatehouseReplica") : new Attribute("gatehouseReplica", member));
        order(database.header().guid().toString(), host.name(), place);
        List<SentOn> sentOn = homes.since(before);
        var warnings = new ArrayList<>(SentOn.warnings(sentOn));
        neighbours(database).forEach(each -> warnings.add("Database '" + each + "' is on the same PostgreSQL servers"
                + " and fails over together with '" + database.name() + "'. Add its copy on '" + host.name()
                + "' too."));
        return new Outcome<>(databases.get(Kind.MAILBOX, identity), "Add a copy of mailbox database '"
                + database.name() + "' on server '" + host.name() + "'", warnings, sentOn);
    }

    private void requirePossible(DatabaseObject database, ExchangeServer host) {
        if (database.copy(host.name()).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "MailboxServer", host.name(),
                    "has a copy of '" + database.name() + "'", "Name another server");
        }
        if (database.connectionString().equals(DatabaseObject.IN_FILE)) {
            throw DirectoryException.about(Reason.INVALID, "Identity", database.name(), "is in a file of its server",
                    "Only databases on PostgreSQL are replicated: move its mailboxes to one");
        }
        if (database.isSet(DatabaseProperty.CIRCULAR_LOGGING_ENABLED)) {
            throw DirectoryException.about(Reason.INVALID, "Identity", database.name(), "has circular logging on",
                    "Set-MailboxDatabase -CircularLoggingEnabled $false first");
        }
        AvailabilityGroup group = groups.ofServer(database.server()).orElseThrow(() -> DirectoryException.about(
                Reason.INVALID, "Identity", database.name(), "is on server '" + database.server()
                        + "', which is in no database availability group",
                "Add it with Add-DatabaseAvailabilityGroupServer"));
        if (group.servers().stream().noneMatch(host.name()::equalsIgnoreCase)) {
            throw DirectoryException.about(Reason.INVALID, "MailboxServer", host.name(), "is not in the group '"
                    + group.name() + "'", "Add it with Add-DatabaseAvailabilityGroupServer");
        }
    }

    /// Changes a copy; what is empty stays as it is.
    ///
    /// @param preference its place among all copies, from 1
    public Outcome<DatabaseObject> set(String identity, String server, Optional<Integer> preference,
            Optional<String> member) {
        DatabaseObject database = databases.get(Kind.MAILBOX, identity);
        DatabaseObject.Copy copy = require(database, server);
        ClientHomes.Snapshot before = homes.snapshot();
        member.ifPresent(name -> entries.directory().modify(dn(database, copy.server()), List.<Modification>of(
                Entries.replace("gatehouseReplica", name))));
        preference.ifPresent(place -> {
            requirePlace(place, database.copies().size());
            order(database.header().guid().toString(), copy.server(), place);
        });
        List<SentOn> sentOn = homes.since(before);
        return new Outcome<>(databases.get(Kind.MAILBOX, identity), "Change the copy of mailbox database '"
                + database.name() + "' on server '" + copy.server() + "'", SentOn.warnings(sentOn), sentOn);
    }

    private static void requirePlace(int place, int count) {
        if (place < 1 || place > count) {
            throw DirectoryException.about(Reason.INVALID, "ActivationPreference", String.valueOf(place),
                    "is not between 1 and the number of copies, " + count, "Give a number of that range");
        }
    }

    /// Forgets a copy that is not the active one.
    public Outcome<DatabaseObject> remove(String identity, String server) {
        DatabaseObject database = databases.get(Kind.MAILBOX, identity);
        DatabaseObject.Copy copy = require(database, server);
        if (copy.server().equalsIgnoreCase(database.server())) {
            throw DirectoryException.about(Reason.INVALID, "Identity", database.name() + "\\" + copy.server(),
                    "is the active copy", "Activate another one with Move-ActiveMailboxDatabase first");
        }
        ClientHomes.Snapshot before = homes.snapshot();
        entries.directory().delete(dn(database, copy.server()));
        order(database.header().guid().toString(), "", 0);
        List<SentOn> sentOn = homes.since(before);
        var warnings = new ArrayList<>(SentOn.warnings(sentOn));
        warnings.add("The standby goes on following until PostgreSQL and Patroni are stopped on '" + copy.server()
                + "'.");
        return new Outcome<>(databases.get(Kind.MAILBOX, identity), "Remove the copy of mailbox database '"
                + database.name() + "' on server '" + copy.server() + "'", warnings, sentOn);
    }

    /// The copy on a server.
    public DatabaseObject.Copy require(DatabaseObject database, String server) {
        return database.copy(server).orElseThrow(() -> DirectoryException.about(Reason.NOT_FOUND, "Identity",
                database.name() + "\\" + server, "there is no such copy", "The copies are on "
                        + String.join(", ", database.copies().stream().map(DatabaseObject.Copy::server).toList())));
    }

    /// Notes where the active copy is now, of this database and of those that are on the same servers.
    public void activated(DatabaseObject database, String server) {
        DatabaseObject.Copy copy = require(database, server);
        String dn = servers.entry("ActivateOnServer", copy.server()).getDN();
        for (DatabaseObject each : databases.all(Kind.MAILBOX)) {
            if (each.isBeside(database) && each.copy(server).isPresent() && !each.server().equalsIgnoreCase(server)) {
                entries.directory().modify(Names.requireDn(each.header().distinguishedName()),
                        List.of(Entries.replace("msExchOwningServer", dn)));
            }
        }
    }

    /// Names of the other databases on the same servers.
    public List<String> neighbours(DatabaseObject database) {
        return databases.all(Kind.MAILBOX).stream()
                .filter(each -> each.isBeside(database) && !each.name().equalsIgnoreCase(database.name()))
                .map(DatabaseObject::name).toList();
    }

    /// Puts one copy at a place and numbers all from 1.
    private void order(String database, String server, int place) {
        DatabaseObject now = databases.get(Kind.MAILBOX, database);
        var names = new ArrayList<>(now.copies().stream().map(DatabaseObject.Copy::server).toList());
        if (names.removeIf(server::equalsIgnoreCase)) {
            names.add(place - 1, server);
        }
        for (int index = 0; index < names.size(); index++) {
            entries.directory().modify(dn(now, names.get(index)), List.<Modification>of(
                    Entries.replace("msExchActivationPreference", String.valueOf(index + 1))));
        }
    }

    private static DN dn(DatabaseObject database, String server) {
        return Layout.child(server, Names.requireDn(database.header().distinguishedName()));
    }
}
