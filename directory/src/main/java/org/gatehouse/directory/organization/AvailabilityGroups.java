package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;

/// Database availability groups. Which server is in which is an attribute of the server.
public final class AvailabilityGroups {
    static final String CLASS = "msExchMDBAvailabilityGroup";
    private static final String LINK = "msExchMDBAvailabilityGroupLink";
    private static final String WITNESS = "msExchFileShareWitness";
    private static final String WITNESS_DIRECTORY = "msExchFileShareWitnessDirectory";
    private static final String ADDRESSES = "msExchMDBAvailabilityGroupIPv4Addresses";
    private static final String CROSS_SITE = "gatehouseAllowCrossSiteRpcClientAccess";
    private static final int NAME_CHARS_MAX = 15;
    private final Entries entries;
    private final Servers servers;
    private final Databases databases;
    private final ClientHomes homes;

    AvailabilityGroups(Entries entries, Servers servers, Databases databases, ClientHomes homes) {
        this.entries = entries;
        this.servers = servers;
        this.databases = databases;
        this.homes = homes;
    }

    /// What may be given; what is empty is left as it is.
    public record Wanted(Optional<String> witnessServer, Optional<String> witnessDirectory,
            Optional<List<String>> addresses, Optional<Boolean> crossSite) {}

    /// @param name at most 15 characters, and no server's: it is a computer's name
    public Outcome<AvailabilityGroup> create(String name, Wanted wanted) {
        Names.requireObjectName("Name", name);
        if (name.length() > NAME_CHARS_MAX) {
            throw DirectoryException.about(Reason.INVALID, "Name", Names.shown(name), "has more than "
                    + NAME_CHARS_MAX + " characters", "It is a computer's name: choose a shorter one");
        }
        DN dn = Layout.child(name, entries.layout().availabilityGroups());
        boolean taken = entries.directory().get(dn).isPresent()
                || servers.all().stream().anyMatch(server -> server.name().equalsIgnoreCase(name));
        if (taken) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name, "a group or a server has this name",
                    "Choose another name");
        }
        entries.addMissing(entries.layout().availabilityGroups(), "msExchMDBAvailabilityGroupContainer");
        var attributes = new ArrayList<Attribute>();
        wanted.witnessServer().filter(value -> !value.isEmpty())
                .ifPresent(value -> attributes.add(new Attribute(WITNESS, value)));
        wanted.witnessDirectory().filter(value -> !value.isEmpty())
                .ifPresent(value -> attributes.add(new Attribute(WITNESS_DIRECTORY, value)));
        wanted.addresses().ifPresent(values -> attributes.add(new Attribute(ADDRESSES, values)));
        wanted.crossSite().ifPresent(value -> attributes.add(new Attribute(CROSS_SITE, value ? "TRUE" : "FALSE")));
        ReadOnlyEntry entry = entries.add(dn, CLASS, attributes.toArray(Attribute[]::new));
        return new Outcome<>(read(entry), "Create database availability group '" + name + "'", List.of());
    }

    public AvailabilityGroup get(String identity) {
        return read(entry("Identity", identity));
    }

    public List<AvailabilityGroup> all() {
        return entries.directory().get(entries.layout().availabilityGroups()).isEmpty() ? List.of()
                : entries.all(entries.layout().availabilityGroups(), CLASS).stream().map(this::read).toList();
    }

    public Outcome<AvailabilityGroup> set(String identity, Wanted wanted) {
        ReadOnlyEntry entry = entry("Identity", identity);
        var changes = new ArrayList<Modification>();
        wanted.witnessServer().ifPresent(value -> changes.add(Entries.replace(WITNESS, value)));
        wanted.witnessDirectory().ifPresent(value -> changes.add(Entries.replace(WITNESS_DIRECTORY, value)));
        wanted.addresses().ifPresent(values -> changes.add(new Modification(
                com.unboundid.ldap.sdk.ModificationType.REPLACE, ADDRESSES, values.toArray(String[]::new))));
        wanted.crossSite().ifPresent(value -> changes.add(Entries.replace(CROSS_SITE, value ? "TRUE" : "FALSE")));
        ClientHomes.Snapshot before = homes.snapshot();
        ReadOnlyEntry changed = changes.isEmpty() ? entry
                : entries.directory().modify(EntryRules.dnOf(entry), changes);
        return outcome(read(changed), "Change database availability group '" + Entries.text(entry, "name") + "'",
                before);
    }

    /// Refuses while it has servers.
    public Outcome<AvailabilityGroup> remove(String identity) {
        AvailabilityGroup group = read(entry("Identity", identity));
        if (!group.servers().isEmpty()) {
            throw DirectoryException.about(Reason.IN_USE, "Identity", Names.shown(identity), "has the servers "
                    + String.join(", ", group.servers()), "Take them out with"
                            + " Remove-DatabaseAvailabilityGroupServer first");
        }
        entries.directory().delete(Names.requireDn(group.header().distinguishedName()));
        return new Outcome<>(group, "Remove database availability group '" + group.name() + "'", List.of());
    }

    /// @param server an identity of a mailbox server that is in no other group
    public Outcome<AvailabilityGroup> addServer(String identity, String server) {
        ReadOnlyEntry group = entry("Identity", identity);
        ReadOnlyEntry member = servers.entry("MailboxServer", server);
        String name = Entries.text(member, "name");
        if (!Servers.read(member).has(ServerRole.MAILBOX)) {
            throw DirectoryException.about(Reason.INVALID, "MailboxServer", Names.shown(server),
                    "is no mailbox server", "Name a server with the mailbox role");
        }
        String there = Entries.referenceName(member, LINK);
        if (!there.isEmpty()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "MailboxServer", Names.shown(server),
                    "is in the group '" + there + "'", "A server is in one group only");
        }
        ClientHomes.Snapshot before = homes.snapshot();
        entries.directory().modify(EntryRules.dnOf(member), List.of(Entries.replace(LINK, group.getDN())));
        return outcome(read(group), "Add server '" + name + "' to database availability group '"
                + Entries.text(group, "name") + "'", before);
    }

    /// Refuses while it has copies of databases that have others too.
    public Outcome<AvailabilityGroup> removeServer(String identity, String server) {
        ReadOnlyEntry group = entry("Identity", identity);
        ReadOnlyEntry member = servers.entry("MailboxServer", server);
        String name = Entries.text(member, "name");
        if (!Entries.text(member, LINK).equalsIgnoreCase(group.getDN())) {
            String there = Entries.referenceName(member, LINK);
            throw DirectoryException.about(Reason.NOT_FOUND, "MailboxServer", Names.shown(server),
                    "is not in the group '" + Entries.text(group, "name") + "'", there.isEmpty()
                            ? "It is in none" : "It is in '" + there + "'");
        }
        List<String> copies = databases.all(DatabaseObject.Kind.MAILBOX).stream()
                .filter(database -> database.copies().size() > 1 && database.copy(name).isPresent())
                .map(DatabaseObject::name).toList();
        if (!copies.isEmpty()) {
            throw DirectoryException.about(Reason.IN_USE, "MailboxServer", Names.shown(server), "has copies of "
                    + String.join(", ", copies), "Remove them with Remove-MailboxDatabaseCopy first");
        }
        ClientHomes.Snapshot before = homes.snapshot();
        entries.directory().modify(EntryRules.dnOf(member), List.of(Entries.replace(LINK, "")));
        return outcome(read(group), "Remove server '" + name + "' from database availability group '"
                + Entries.text(group, "name") + "'", before);
    }

    private Outcome<AvailabilityGroup> outcome(AvailabilityGroup group, String description,
            ClientHomes.Snapshot before) {
        List<SentOn> sentOn = homes.since(before);
        return new Outcome<>(group, description, SentOn.warnings(sentOn), sentOn);
    }

    /// AllowCrossSiteRpcClientAccess of the group that a server is in; empty for one that is in none.
    static Optional<Boolean> allowsCrossSite(Entries entries, ReadOnlyEntry server) {
        String group = Entries.text(server, LINK);
        return group.isEmpty() ? Optional.empty() : entries.directory().get(Names.requireDn(group))
                .map(entry -> Entries.flag(entry, CROSS_SITE, false));
    }

    /// The group of a server.
    public Optional<AvailabilityGroup> ofServer(String server) {
        return all().stream().filter(group -> group.servers().stream().anyMatch(server::equalsIgnoreCase)).findFirst();
    }

    private ReadOnlyEntry entry(String parameter, String identity) {
        if (entries.directory().get(entries.layout().availabilityGroups()).isEmpty()) {
            throw DirectoryException.about(Reason.NOT_FOUND, parameter, Names.shown(identity),
                    "there is no database availability group", "New-DatabaseAvailabilityGroup creates one");
        }
        return entries.one(parameter, identity, entries.layout().availabilityGroups(), CLASS,
                "database availability group", List.of("name"));
    }

    private AvailabilityGroup read(ReadOnlyEntry entry) {
        List<String> members = entries.all(entries.layout().servers(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", Servers.CLASS),
                Filter.createEqualityFilter(LINK, entry.getDN()))).stream()
                .map(server -> Entries.text(server, "name")).toList();
        return new AvailabilityGroup(Entries.header(entry), Entries.text(entry, WITNESS),
                Entries.text(entry, WITNESS_DIRECTORY), List.of(Entries.values(entry, ADDRESSES)),
                Entries.flag(entry, CROSS_SITE, false), members);
    }
}
