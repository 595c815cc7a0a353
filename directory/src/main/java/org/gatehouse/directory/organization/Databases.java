package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject.Kind;

/// Mailbox and public folder databases. A database's RPC endpoint is the server part of its legacyExchangeDN.
public final class Databases {
    static final String PRIVATE_RDN = "/cn=Microsoft Private MDB";
    private static final String PUBLIC_RDN = "/cn=Microsoft Public MDB";
    private static final Pattern PATRONI = Pattern.compile(
            "https?://([^/:@\\[\\]]+|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?(/.*[^/])?");
    private static final String NEVER_MOUNTED = "gatehouseNeverMounted";
    private static final String MOUNT_STATE = "gatehouseMountState";

    private final Entries entries;
    private final Servers servers;
    private final ClientAccessArrays arrays;

    Databases(Entries entries, Servers servers, ClientAccessArrays arrays) {
        this.entries = entries;
        this.servers = servers;
        this.arrays = arrays;
    }

    /// Creates the object, then its copy; its RPC endpoint is chosen now and never changes by itself. A creation that
    /// was cut off in between is completed by the same call: the object is as wanted and has no copy.
    ///
    /// @param server an identity of a mailbox server
    /// @param settings by property, as typed
    public Outcome<DatabaseObject> create(Kind kind, String name, String server,
            Map<DatabaseProperty, String> settings) {
        Names.requireObjectName("Name", name);
        ExchangeServer host = Servers.read(servers.entry("Server", server));
        if (!host.has(ServerRole.MAILBOX)) {
            throw DirectoryException.about(Reason.INVALID, "Server", Names.shown(server), "is no mailbox server",
                    "Name a server with the mailbox role");
        }
        requirePlace(settings.getOrDefault(DatabaseProperty.CONNECTION_STRING, ""));
        DN dn = Layout.child(name, entries.layout().databases());
        List<Attribute> attributes = attributes(name, host, settings);
        Optional<ReadOnlyEntry> present = entries.directory().get(dn);
        if (present.isPresent() && !isPartOf(present.get(), kind, attributes)) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name, "a database has this name",
                    "Database names are unique in the organisation: choose another");
        }
        var warnings = new ArrayList<String>();
        ReadOnlyEntry entry = present.orElseGet(() -> {
            String endpoint = kind == Kind.MAILBOX ? chosenEndpoint(name, host, warnings) : host.legacyExchangeDn();
            attributes.add(new Attribute("legacyExchangeDN",
                    endpoint + (kind == Kind.MAILBOX ? PRIVATE_RDN : PUBLIC_RDN)));
            attributes.add(new Attribute(NEVER_MOUNTED, "TRUE"));
            return entries.add(dn, objectClass(kind), attributes.toArray(Attribute[]::new));
        });
        entries.addMissing(Layout.child(host.name(), dn), "msExchMDBCopy",
                new Attribute("msExchHostServerLink", host.header().distinguishedName()),
                new Attribute("msExchActivationPreference", "1"));
        DatabaseObject made = read(entry);
        return new Outcome<>(made, (present.isPresent() ? "Complete " : "Create ") + word(kind) + " database '" + name
                + "' on server '" + host.name() + "' (endpoint " + made.rpcClientAccessServer() + ")", warnings);
    }

    private static void requirePlace(String place) {
        if (place.isEmpty() || place.equals(DatabaseObject.IN_FILE)) {
            return;
        }
        try {
            var _ = new PostgresAddress(place, "", () -> "");
        } catch (IllegalArgumentException wrong) {
            throw DirectoryException.about(Reason.INVALID, DatabaseProperty.CONNECTION_STRING.parameter(),
                    Names.shown(place.replaceAll("\\?.*", "?...")), String.valueOf(wrong.getMessage()),
                    "Give " + DatabaseObject.IN_FILE + " for a file of its server, or jdbc:postgresql://HOST[,HOST]/"
                            + "DATABASE; several hosts are those of one replicated server");
        }
    }

    private static void requireUrls(String patroni) {
        for (String url : patroni.isBlank() ? new String[0] : patroni.strip().split("[,\\s]+")) {
            if (!PATRONI.matcher(url).matches()) {
                throw DirectoryException.about(Reason.INVALID, DatabaseProperty.PATRONI_URL.parameter(),
                        Names.shown(url), "is no address of Patroni", "Give http://HOST:8008, several with commas");
            }
        }
    }

    private List<Attribute> attributes(String name, ExchangeServer host, Map<DatabaseProperty, String> settings) {
        var attributes = new ArrayList<Attribute>();
        attributes.add(new Attribute("msExchOwningServer", host.header().distinguishedName()));
        var all = new EnumMap<DatabaseProperty, String>(DatabaseProperty.class);
        all.put(DatabaseProperty.EDB_FILE_PATH, "Mailbox\\" + name + "\\" + name + ".edb");
        all.put(DatabaseProperty.LOG_FOLDER_PATH, "Mailbox\\" + name);
        all.putAll(settings);
        all.forEach((property, value) -> {
            if (!value.isEmpty()) {
                attributes.add(new Attribute(property.attribute(), stored(property, value)));
            }
        });
        return attributes;
    }

    private boolean isPartOf(ReadOnlyEntry present, Kind kind, List<Attribute> wanted) {
        return present.hasAttributeValue("objectClass", objectClass(kind))
                && copies(EntryRules.dnOf(present)).isEmpty()
                && wanted.stream().allMatch(attribute -> present.hasAttributeValue(attribute.getName(),
                        attribute.getValue()));
    }

    /// Whether it was never mounted since it was created, so that no mail of it can be lost.
    public boolean isNew(DatabaseObject database) {
        return Entries.flag(entry("Identity", database.kind(), database.header().guid().toString()), NEVER_MOUNTED,
                false);
    }

    /// Notes that it was mounted: from now on a file that is missing is a lost one.
    public void mounted(DatabaseObject database) {
        if (isNew(database)) {
            entries.directory().modify(Names.requireDn(database.header().distinguishedName()),
                    List.of(Entries.replace(NEVER_MOUNTED, "")));
        }
    }

    /// The database with a GUID, of either kind.
    public Optional<DatabaseObject> find(UUID guid) {
        return entries.all(entries.layout().databases(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", "msExchMDB"),
                Filter.createEqualityFilter("objectGUID", Guids.bytes(guid)))).stream().findFirst().map(this::read);
    }

    /// What is wanted of a database.
    public MountState mountState(DatabaseObject database) {
        return MountState.parse(Entries.text(entry("Identity", database.kind(), database.header().guid().toString()),
                MOUNT_STATE));
    }

    /// Asks every process that opens the database to mount or to dismount it.
    public void request(DatabaseObject database, boolean mounted) {
        ReadOnlyEntry entry = entry("Identity", database.kind(), database.header().guid().toString());
        MountState now = MountState.parse(Entries.text(entry, MOUNT_STATE));
        entries.directory().modify(EntryRules.dnOf(entry),
                List.of(Entries.replace(MOUNT_STATE, now.next(mounted).text())));
    }

    /// One that mailboxes may be put into: a recovery database holds what others had.
    DatabaseObject home(String parameter, String identity) {
        DatabaseObject database = get(Kind.MAILBOX, parameter, identity);
        if (database.isSet(DatabaseProperty.RECOVERY)) {
            throw DirectoryException.about(Reason.INVALID, parameter, database.name(), "is a recovery database",
                    "Mailboxes are put into others only: name one of those");
        }
        return database;
    }

    public DatabaseObject get(Kind kind, String identity) {
        return read(entry("Identity", kind, identity));
    }

    /// @param parameter the one that the identity was given by, for refusals
    public DatabaseObject get(Kind kind, String parameter, String identity) {
        return read(entry(parameter, kind, identity));
    }

    public List<DatabaseObject> all(Kind kind) {
        return entries.all(entries.layout().databases(), objectClass(kind)).stream().map(this::read).toList();
    }

    /// Those on a server.
    ///
    /// @param server an identity of a server
    public List<DatabaseObject> onServer(Kind kind, String server) {
        String dn = servers.entry("Server", server).getDN();
        return entries.all(entries.layout().databases(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", objectClass(kind)),
                Filter.createEqualityFilter("msExchOwningServer", dn))).stream().map(this::read).toList();
    }

    /// Changes settings; an empty value puts the default back.
    public Outcome<DatabaseObject> set(Kind kind, String identity, Map<DatabaseProperty, String> settings) {
        ReadOnlyEntry entry = entry("Identity", kind, identity);
        requireUrls(settings.getOrDefault(DatabaseProperty.PATRONI_URL, ""));
        var changes = new ArrayList<Modification>();
        settings.forEach((property, value) -> changes.add(
                Entries.replace(property.attribute(), value.isEmpty() ? "" : stored(property, value))));
        if (!changes.isEmpty()) {
            entry = entries.directory().modify(EntryRules.dnOf(entry), changes);
        }
        return new Outcome<>(read(entry), "Change " + word(kind) + " database '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    public Outcome<DatabaseObject> rename(Kind kind, String identity, String newName) {
        ReadOnlyEntry entry = entry("Identity", kind, identity);
        String old = Entries.text(entry, "name");
        Names.requireObjectName("Name", newName);
        if (!newName.equalsIgnoreCase(old)
                && entries.directory().get(Layout.child(newName, entries.layout().databases())).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", newName, "a database has this name",
                    "Choose another name");
        }
        return new Outcome<>(read(entries.rename(entry, newName)),
                "Rename " + word(kind) + " database '" + old + "' to '" + newName + "'", List.of());
    }

    /// Points a mailbox database's clients at an array or a Client Access server.
    ///
    /// @param endpoint any identity of an array or a server
    public Outcome<DatabaseObject> setRpcClientAccessServer(String identity, String endpoint) {
        ReadOnlyEntry entry = entry("Identity", Kind.MAILBOX, identity);
        ReadOnlyEntry target = endpoint(endpoint);
        ExchangeServer server = Servers.read(target);
        boolean array = target.hasAttributeValue("objectClass", Servers.ARRAY_CLASS);
        DatabaseObject old = read(entry);
        String site = siteOf(old.server());
        var warnings = new ArrayList<String>();
        if (!array) {
            arrays.ofSite(site).ifPresent(better -> warnings.add("Clients of '" + old.name() + "' now depend on the"
                    + " one server " + server.fqdn() + ", though site '" + site + "' has the array "
                    + better.fqdn() + "."));
        }
        var homes = new ClientHomes(entries, servers, arrays, this);
        Optional<ClientHome> before = homes.of(old);
        DatabaseObject changed = read(entries.directory().modify(EntryRules.dnOf(entry),
                List.of(Entries.replace("legacyExchangeDN", server.legacyExchangeDn() + PRIVATE_RDN))));
        Optional<ClientHome> after = homes.of(changed);
        List<SentOn> sentOn = homes.sentOn(changed, before, after);
        warnings.addAll(0, homes.otherSite(changed, server, site));
        warnings.addAll(SentOn.warnings(sentOn));
        boolean noticed = before.isPresent() && after.isPresent() && homes.notices(before.get(), after.get());
        if (!noticed && !before.equals(after) && !old.rpcClientAccessServer().isEmpty()) {
            warnings.add("Existing profiles keep " + old.rpcClientAccessServer()
                    + " as long as it answers; repair them to move their clients.");
        }
        return new Outcome<>(changed, "Set RpcClientAccessServer of mailbox database '" + old.name() + "' to "
                + server.fqdn(), warnings, sentOn);
    }

    /// Refuses what clients could not be pointed at.
    ///
    /// @param endpoint any identity of an array or a Client Access server
    public void requireEndpoint(String endpoint) {
        ReadOnlyEntry _ = endpoint(endpoint);
    }

    private ReadOnlyEntry endpoint(String endpoint) {
        ReadOnlyEntry target = entries.one("RpcClientAccessServer", endpoint, entries.layout().administrativeGroup(),
                Servers.CLASS, "client access array or Client Access server",
                List.of("name", "networkAddress", "legacyExchangeDN"));
        if (!target.hasAttributeValue("objectClass", Servers.ARRAY_CLASS)
                && !Servers.read(target).has(ServerRole.CLIENT_ACCESS)) {
            throw DirectoryException.about(Reason.INVALID, "RpcClientAccessServer", Names.shown(endpoint),
                    "is a server without the Client Access role, which clients could not use",
                    "Name a client access array or a Client Access server");
        }
        return target;
    }

    /// Refuses while it holds mailboxes.
    public Outcome<DatabaseObject> remove(Kind kind, String identity) {
        ReadOnlyEntry entry = entry("Identity", kind, identity);
        DatabaseObject database = read(entry);
        List<String> users = users(database);
        if (!users.isEmpty()) {
            throw DirectoryException.about(Reason.IN_USE, "Identity", Names.shown(identity), "holds " + users.size()
                    + (users.size() == 1 ? " mailbox (" : " mailboxes (") + SentOn.some(users) + ")",
                    "Disable or remove them with Disable-Mailbox or Remove-Mailbox first");
        }
        entries.removeTree(EntryRules.dnOf(entry));
        return new Outcome<>(database, "Remove " + word(kind) + " database '" + database.name() + "'",
                List.of(remains(database)));
    }

    private static String remains(DatabaseObject database) {
        if (database.connectionString().startsWith("jdbc:")) {
            return "What database '" + database.name() + "' held stays at "
                    + database.connectionString().replaceAll("\\?.*", "") + ", in the schema mdb_"
                    + database.header().guid().toString().replace("-", "")
                    + ". Drop it by hand when it is no longer needed.";
        }
        return "The files of database '" + database.name() + "' stay on the disk of server '" + database.server()
                + "'. Delete them by hand when they are no longer needed.";
    }

    /// Whose mailboxes are in a database, by name.
    List<String> users(DatabaseObject database) {
        return entries.all(entries.layout().domainContext(),
                Filter.createEqualityFilter("homeMDB", database.header().distinguishedName())).stream()
                .map(user -> Entries.text(user, "name")).toList();
    }

    ReadOnlyEntry entry(String parameter, Kind kind, String identity) {
        return entries.one(parameter, identity, entries.layout().databases(), objectClass(kind),
                word(kind) + " database", List.of("name"));
    }

    DatabaseObject read(ReadOnlyEntry entry) {
        Kind kind = entry.hasAttributeValue("objectClass", "msExchPublicMDB") ? Kind.PUBLIC_FOLDER : Kind.MAILBOX;
        var settings = new EnumMap<DatabaseProperty, String>(DatabaseProperty.class);
        for (DatabaseProperty property : DatabaseProperty.values()) {
            String stored = Entries.text(entry, property.attribute());
            settings.put(property, stored.isEmpty() ? property.preset()
                    : property.syntax() == DatabaseProperty.Syntax.DATABASE
                            ? Names.requireDn(stored).getRDN().getAttributeValues()[0]
                            : SettingText.printed(property.syntax(), stored));
        }
        String endpoint = endpointLegacyDn(entry);
        return new DatabaseObject(Entries.header(entry), kind, Entries.referenceName(entry, "msExchOwningServer"),
                endpointEntry(endpoint).map(Servers::fqdn).orElse(""), endpoint,
                Entries.text(entry, "legacyExchangeDN"), settings, copies(EntryRules.dnOf(entry)));
    }

    /// The array or server with a legacy DN.
    Optional<ReadOnlyEntry> endpointEntry(String legacyDn) {
        return entries.all(entries.layout().administrativeGroup(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", Servers.CLASS),
                Filter.createEqualityFilter("legacyExchangeDN", legacyDn))).stream().findFirst();
    }

    /// The server part of a database's legacyExchangeDN.
    static String endpointLegacyDn(ReadOnlyEntry database) {
        String legacyDn = Entries.text(database, "legacyExchangeDN");
        int last = legacyDn.lastIndexOf('/');
        return last < 0 ? "" : legacyDn.substring(0, last);
    }

    /// The array of the server's site, else its first Client Access server, else the server itself, whose clients
    /// then cannot open mailboxes.
    private String chosenEndpoint(String name, ExchangeServer host, List<String> warnings) {
        Optional<ClientAccessArray> array = arrays.ofSite(host.site());
        if (array.isPresent()) {
            return array.get().legacyExchangeDn();
        }
        List<ExchangeServer> members = servers.clientAccessServersOf(host.site());
        if (!members.isEmpty()) {
            ExchangeServer first = members.getFirst();
            warnings.add("Site '" + host.site() + "' has no client access array, so the clients of database '" + name
                    + "' are sent to the single server " + first.fqdn() + ", and stay there when an array is made."
                    + " Repair that with Set-MailboxDatabase -RpcClientAccessServer.");
            return first.legacyExchangeDn();
        }
        warnings.add("Site '" + host.site() + "' has no Client Access server, so RpcClientAccessServer of database '"
                + name + "' is the mailbox server itself, where clients cannot open their mailboxes. Set it when the"
                + " site has one.");
        return host.legacyExchangeDn();
    }

    private List<DatabaseObject.Copy> copies(DN database) {
        return entries.all(database, "msExchMDBCopy").stream()
                .map(copy -> new DatabaseObject.Copy(Entries.text(copy, "name"),
                        Entries.number(copy, "msExchActivationPreference", 1),
                        Entries.text(copy, "gatehouseReplica")))
                .sorted(Comparator.comparingInt(DatabaseObject.Copy::activationPreference)).toList();
    }

    private String siteOf(String server) {
        return entries.directory().get(Layout.child(server, entries.layout().servers()))
                .map(entry -> Entries.referenceName(entry, "msExchServerSite")).orElse("");
    }

    private String stored(DatabaseProperty property, String value) {
        return property.syntax() == DatabaseProperty.Syntax.DATABASE
                ? entry(property.parameter(), Kind.PUBLIC_FOLDER, value).getDN()
                : SettingText.stored(property.parameter(), property.syntax(), value);
    }

    private static String objectClass(Kind kind) {
        return kind == Kind.MAILBOX ? "msExchPrivateMDB" : "msExchPublicMDB";
    }

    private static String word(Kind kind) {
        return kind == Kind.MAILBOX ? "mailbox" : "public folder";
    }
}
