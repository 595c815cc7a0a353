package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.jspecify.annotations.Nullable;

/// Servers of the organisation.
public final class Servers {
    /// Version 14.3, build 123.4 of Exchange 2010 SP3, packed as versionNumber is.
    static final int VERSION_NUMBER = 14 << 22 | 3 << 16 | 1 << 15 | 123;
    static final String SERIAL_NUMBER = "Version 14.3 (Build 30123.4)";
    static final String CLASS = "msExchExchangeServer";
    static final String ARRAY_CLASS = "msExchClientAccessArray";
    static final String ADDRESS = "ncacn_ip_tcp:";
    private static final String RPC_ADDRESS = "gatehouseRpcAddress";
    private static final String SUSPENDED = "gatehouseSuspended";
    private static final List<String> IDENTITIES = List.of("name", "networkAddress", "legacyExchangeDN");
    /// GUID and keywords by which clients find Autodiscover's connection points ([MS-OXDSCLI] 3.1.5.1).
    private static final String AUTODISCOVER_KEYWORD = "77378F46-2C66-4aa9-A6A6-3E7A48B19596";

    private final Entries entries;
    private final Sites sites;

    Servers(Entries entries, Sites sites) {
        this.entries = entries;
        this.sites = sites;
    }

    /// Registers a server with version 14.3, as set-up does; with its RPC Client Access settings and, for a Client
    /// Access server, its service connection point. One that is registered with the same values stays as it is.
    public Outcome<ExchangeServer> register(String name, String fqdn, String site, Set<ServerRole> roles) {
        Names.requireObjectName("Name", name);
        String host = Names.requireHostName("Fqdn", fqdn);
        if (roles.isEmpty()) {
            throw DirectoryException.about(Reason.INVALID, "Roles", "", "a server needs a role",
                    "Give client-access, mailbox or both");
        }
        ReadOnlyEntry siteEntry = sites.entry("Site", site);
        DN dn = Layout.child(name, entries.layout().servers());
        if (entries.directory().get(dn).isPresent()) {
            ExchangeServer present = get(name);
            if (present.fqdn().equalsIgnoreCase(host) && present.roles().equals(roles)
                    && present.site().equalsIgnoreCase(Entries.text(siteEntry, "name"))) {
                complete(dn, name, host, roles, present.site());
                return new Outcome<>(present, "Keep server '" + name + "'", List.of());
            }
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name,
                    "a server has this name, with other values", "Remove it first, or choose another name");
        }
        requireFreeHost("Fqdn", host);
        ReadOnlyEntry entry = entries.add(dn, CLASS,
                new Attribute("networkAddress", ADDRESS + host, "netbios:" + name),
                new Attribute("msExchServerSite", siteEntry.getDN()),
                new Attribute("msExchCurrentServerRoles", Integer.toString(ServerRole.mask(roles))),
                new Attribute("versionNumber", Integer.toString(VERSION_NUMBER)),
                new Attribute("serialNumber", SERIAL_NUMBER),
                new Attribute("legacyExchangeDN", entries.layout().legacyServer(name)));
        complete(dn, name, host, roles, Entries.text(siteEntry, "name"));
        var warnings = new ArrayList<String>();
        if (roles.contains(ServerRole.CLIENT_ACCESS)) {
            arrayOf(siteEntry).ifPresent(array -> warnings.add("'" + name + "' is now a member of client access array '"
                    + array + "'. Add it to the load balancer of that array."));
        }
        return new Outcome<>(read(entry), "Register server '" + name + "'", warnings);
    }

    public ExchangeServer get(String identity) {
        return get("Identity", identity);
    }

    /// @param parameter that the identity was given for, to be named when there is none
    public ExchangeServer get(String parameter, String identity) {
        return read(entry(parameter, identity));
    }

    /// Where other servers of the organisation reach the server's RPC Client Access service for their clients: an
    /// address and no name, so that nobody's DNS leads them elsewhere. Empty until the server has been started.
    public Optional<InetSocketAddress> rpcAddress(ExchangeServer server) {
        return entries.directory().get(Names.requireDn(server.header().distinguishedName()))
                .flatMap(entry -> literal(Entries.text(entry, RPC_ADDRESS)));
    }

    /// Notes where a server that has just started answers RPC.
    public void setRpcAddress(ExchangeServer server, InetSocketAddress address) {
        if (!address.getAddress().isAnyLocalAddress() && !rpcAddress(server).equals(Optional.of(address))) {
            entries.directory().modify(Names.requireDn(server.header().distinguishedName()),
                    List.of(Entries.replace(RPC_ADDRESS, address.getAddress().getHostAddress() + "|"
                            + address.getPort())));
        }
    }

    private static Optional<InetSocketAddress> literal(String text) {
        int bar = text.lastIndexOf('|');
        try {
            return bar < 0 ? Optional.empty() : Optional.of(new InetSocketAddress(
                    InetAddress.ofLiteral(text.substring(0, bar)), Integer.parseInt(text.substring(bar + 1))));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /// Names of the servers that administrators have suspended: they send their clients elsewhere until they are
    /// resumed.
    public List<String> suspended() {
        return entries.all(entries.layout().servers(), CLASS).stream()
                .filter(entry -> Entries.flag(entry, SUSPENDED, false)).map(entry -> Entries.text(entry, "name"))
                .toList();
    }

    /// Suspends a Client Access server, or resumes it. Whoever runs it, and balancers beside a directory, look here.
    public Outcome<ExchangeServer> suspend(String identity, boolean suspended) {
        ExchangeServer server = requireClientAccess("Server", identity, get(identity));
        if (suspended().contains(server.name()) != suspended) {
            entries.directory().modify(Names.requireDn(server.header().distinguishedName()),
                    List.of(Entries.replace(SUSPENDED, suspended ? "TRUE" : "")));
        }
        return new Outcome<>(server, (suspended ? "Suspend server '" : "Resume server '") + server.name() + "'",
                List.of());
    }

    /// In the order of their creation.
    public List<ExchangeServer> all() {
        return entries.all(entries.layout().servers(), CLASS).stream().map(Servers::read).toList();
    }

    /// Those with the role, in the order of their creation.
    public List<ExchangeServer> with(ServerRole role) {
        return all().stream().filter(server -> server.has(role)).toList();
    }

    /// Client Access servers of a site, in the order of their creation.
    public List<ExchangeServer> clientAccessServersOf(String site) {
        return with(ServerRole.CLIENT_ACCESS).stream().filter(server -> server.site().equalsIgnoreCase(site)).toList();
    }

    /// The service connection point of a Client Access server; empty for other servers.
    public Optional<AutodiscoverPoint> autodiscover(ExchangeServer server) {
        return point(server).map(AutodiscoverPoint::read);
    }

    /// Changes where clients inside find Autodiscover, and which of them are sent there; null keeps what there is.
    ///
    /// @param internalUri empty for none
    /// @param siteScope names of sites; none leaves it to all
    public Outcome<ExchangeServer> setAutodiscover(String identity, @Nullable String internalUri,
            @Nullable List<String> siteScope) {
        ExchangeServer server = requireClientAccess("Identity", identity, get(identity));
        ReadOnlyEntry point = point(server).orElseThrow(() -> DirectoryException.about(Reason.NOT_FOUND, "Identity",
                Names.shown(identity), "has no service connection point", "Register the server again to create it"));
        var changes = new ArrayList<Modification>();
        var warnings = new ArrayList<String>();
        if (internalUri != null) {
            changes.add(Entries.replace("serviceBindingInformation",
                    SettingText.url("AutoDiscoverServiceInternalUri", internalUri)));
            if (internalUri.isEmpty()) {
                warnings.add("Clients inside no longer find Autodiscover by server '" + server.name() + "'.");
            }
        }
        if (siteScope != null) {
            List<String> known = sites.all().stream().map(Site::name).toList();
            siteScope.forEach(site -> Names.requireObjectName("AutoDiscoverSiteScope", site));
            siteScope.stream().filter(site -> known.stream().noneMatch(site::equalsIgnoreCase))
                    .forEach(site -> warnings.add("There is no site '" + site + "' yet."));
            changes.add(new Modification(ModificationType.REPLACE, "keywords", Stream.concat(
                    Stream.of(AUTODISCOVER_KEYWORD), siteScope.stream().distinct().map(site -> "Site=" + site))
                    .toArray(String[]::new)));
        }
        if (!changes.isEmpty()) {
            entries.directory().modify(EntryRules.dnOf(point), changes);
        }
        return new Outcome<>(server, "Change Autodiscover's service connection point of server '" + server.name()
                + "'", warnings);
    }

    /// Brings the connection point of a server that has just started to the port where it serves HTTPS, as far as the
    /// URL there names the server itself: what an administrator has put there for an array stays.
    public void setHttpsPort(ExchangeServer server, int port) {
        point(server).ifPresent(point -> {
            String now = Entries.text(point, "serviceBindingInformation");
            String served = SettingText.atPort(now, server.fqdn(), port);
            if (!served.equals(now)) {
                entries.directory().modify(EntryRules.dnOf(point),
                        List.of(Entries.replace("serviceBindingInformation", served)));
            }
        });
    }

    private Optional<ReadOnlyEntry> point(ExchangeServer server) {
        DN protocols = Layout.child("Protocols", Layout.child(server.name(), entries.layout().servers()));
        return entries.directory().get(Layout.child(server.name(), Layout.child("Autodiscover", protocols)));
    }

    /// Brings a registered server to what its node is now. The mailbox role stays while databases are on the server.
    public Outcome<ExchangeServer> change(String identity, String site, Set<ServerRole> roles) {
        ReadOnlyEntry entry = entry("Identity", identity);
        ExchangeServer old = read(entry);
        if (!roles.contains(ServerRole.MAILBOX)) {
            requireNoDatabases(entry);
        }
        var warnings = new ArrayList<String>();
        if (!old.site().equalsIgnoreCase(site)) {
            warnings.addAll(move(identity, site).warnings());
        }
        if (!old.roles().equals(roles)) {
            warnings.addAll(changeRoles(entry, roles, site));
        }
        return new Outcome<>(get(identity), "Change server '" + old.name() + "'", warnings);
    }

    /// The roles come last, so that a change that was cut off is made again at the next start.
    private List<String> changeRoles(ReadOnlyEntry entry, Set<ServerRole> roles, String site) {
        ExchangeServer old = read(entry);
        DN dn = EntryRules.dnOf(entry);
        DN protocols = Layout.child("Protocols", dn);
        complete(dn, old.name(), old.fqdn(), roles, site);
        if (!roles.contains(ServerRole.CLIENT_ACCESS) && entries.directory().get(protocols).isPresent()) {
            entries.removeTree(protocols);
        }
        entries.directory().modify(Layout.child("RpcClientAccess", dn),
                List.of(Entries.replace("gatehouseResponsibility", responsibility(roles))));
        entries.directory().modify(dn, List.of(Entries.replace("msExchCurrentServerRoles",
                Integer.toString(ServerRole.mask(roles)))));
        if (roles.contains(ServerRole.CLIENT_ACCESS) == old.has(ServerRole.CLIENT_ACCESS)) {
            return List.of();
        }
        var warnings = new ArrayList<String>();
        warnings.add(membersChanged(site));
        List<String> sentHere = databases(database -> Databases.endpointLegacyDn(database)
                .equalsIgnoreCase(old.legacyExchangeDn()));
        if (!roles.contains(ServerRole.CLIENT_ACCESS) && !sentHere.isEmpty()) {
            warnings.add("Server '" + old.name() + "' is no longer a Client Access server, but these databases still "
                    + "send their clients to it: " + String.join(", ", sentHere)
                    + ". Point them elsewhere with Set-MailboxDatabase -RpcClientAccessServer.");
        }
        return warnings;
    }

    private void requireNoDatabases(ReadOnlyEntry server) {
        List<String> held = databases(database -> Entries.text(database, "msExchOwningServer")
                .equalsIgnoreCase(server.getDN()));
        if (!held.isEmpty()) {
            throw DirectoryException.about(Reason.IN_USE, "Roles", Entries.text(server, "name"),
                    "holds databases, so it keeps the mailbox role: " + String.join(", ", held),
                    "Remove the databases first, or leave the server its role");
        }
    }

    private List<String> databases(Predicate<ReadOnlyEntry> those) {
        return entries.all(entries.layout().databases(), "msExchMDB").stream().filter(those)
                .map(database -> Entries.text(database, "name")).toList();
    }

    private static String membersChanged(String site) {
        return "The members of the client access array of site '" + site
                + "', if it has one, changed. Change its load balancer too.";
    }

    /// Moves a server to another site.
    public Outcome<ExchangeServer> move(String identity, String site) {
        ReadOnlyEntry entry = entry("Identity", identity);
        ReadOnlyEntry target = sites.entry("Site", site);
        ReadOnlyEntry moved = entries.directory().modify(EntryRules.dnOf(entry),
                List.of(Entries.replace("msExchServerSite", target.getDN())));
        var warnings = new ArrayList<String>();
        String oldSite = Entries.referenceName(entry, "msExchServerSite");
        // A scope that an administrator chose stays.
        point(read(entry)).filter(point -> AutodiscoverPoint.read(point).sites().equals(List.of(oldSite)))
                .ifPresent(point -> entries.directory().modify(EntryRules.dnOf(point),
                        List.of(new Modification(ModificationType.REPLACE, "keywords", AUTODISCOVER_KEYWORD,
                                "Site=" + Entries.text(target, "name")))));
        if (read(entry).has(ServerRole.CLIENT_ACCESS)) {
            Stream.of(oldSite, Entries.text(target, "name")).distinct()
                    .forEach(name -> warnings.add(membersChanged(name)));
        }
        return new Outcome<>(read(moved), "Move server '" + Entries.text(entry, "name") + "' to site '"
                + Entries.text(target, "name") + "'", warnings);
    }

    /// Takes a server out of service for good, as an administrator wants it ([#remove] is for what its own node says).
    /// Also refuses while clients of its site have nowhere else to go, and while it has not been told to send its
    /// clients there.
    public Outcome<ExchangeServer> retire(String identity) {
        ReadOnlyEntry entry = entry("Identity", identity);
        ExchangeServer server = read(entry);
        requireUnneeded(identity, entry);
        var warnings = new ArrayList<String>();
        if (server.has(ServerRole.CLIENT_ACCESS)) {
            requireOthersServe(identity, server);
            if (rpcAddress(server).isPresent() && !Entries.flag(entry, SUSPENDED, false)) {
                throw DirectoryException.about(Reason.NOT_ALLOWED, "Identity", Names.shown(identity),
                        "has not been drained, so its clients would be cut off",
                        "Use Suspend-ClientAccessArrayMember first, and wait until few are left");
            }
            warnings.add(membersChanged(server.site()));
        }
        if (rpcAddress(server).isPresent()) {
            warnings.add("Stop the process of '" + server.name() + "' now, or take its roles from its configuration"
                    + " file: when it is started again with them, it registers again.");
        }
        entries.removeTree(EntryRules.dnOf(entry));
        return new Outcome<>(server, "Remove server '" + server.name() + "'", warnings);
    }

    private void requireOthersServe(String identity, ExchangeServer server) {
        if (clientAccessServersOf(server.site()).size() > 1) {
            return;
        }
        Optional<String> array = arrayOf(sites.entry("Site", server.site()));
        List<String> mailboxServers = with(ServerRole.MAILBOX).stream().filter(one -> one.site().equalsIgnoreCase(
                server.site()) && !one.name().equals(server.name())).map(ExchangeServer::name).toList();
        if (array.isPresent() || !mailboxServers.isEmpty()) {
            throw DirectoryException.about(Reason.IN_USE, "Identity", Names.shown(identity),
                    "is the only Client Access server of site '" + server.site() + "', which has "
                            + array.map(name -> "client access array '" + name + "'")
                                    .orElseGet(() -> "mailbox servers: " + String.join(", ", mailboxServers)),
                    "Start another one in this site first, or remove those");
        }
    }

    /// Refuses while the server holds databases or databases send their clients to it.
    public Outcome<ExchangeServer> remove(String identity) {
        ReadOnlyEntry entry = entry("Identity", identity);
        requireUnneeded(identity, entry);
        ExchangeServer server = read(entry);
        entries.removeTree(EntryRules.dnOf(entry));
        return new Outcome<>(server, "Remove server '" + server.name() + "'", List.of());
    }

    private void requireUnneeded(String identity, ReadOnlyEntry entry) {
        List<String> held = databases(database -> Entries.text(database, "msExchOwningServer")
                .equalsIgnoreCase(entry.getDN()) || Databases.endpointLegacyDn(database)
                        .equalsIgnoreCase(Entries.text(entry, "legacyExchangeDN")));
        if (!held.isEmpty()) {
            throw DirectoryException.about(Reason.IN_USE, "Identity", Names.shown(identity),
                    "databases are on it or send their clients to it: " + String.join(", ", held),
                    "Remove them, or point them elsewhere with Set-MailboxDatabase -RpcClientAccessServer");
        }
    }

    ReadOnlyEntry entry(String parameter, String identity) {
        return entries.one(parameter, identity, entries.layout().servers(), CLASS, "server", IDENTITIES);
    }

    static ExchangeServer read(ReadOnlyEntry entry) {
        return new ExchangeServer(Entries.header(entry), fqdn(entry), Entries.referenceName(entry, "msExchServerSite"),
                ServerRole.of(Entries.number(entry, "msExchCurrentServerRoles", 0)),
                Entries.text(entry, "legacyExchangeDN"), Entries.number(entry, "versionNumber", 0),
                Entries.text(entry, "serialNumber"), List.of(Entries.values(entry, "networkAddress")));
    }

    /// The host name of a server or an array: the `ncacn_ip_tcp:` value of networkAddress.
    static String fqdn(ReadOnlyEntry entry) {
        return Stream.of(Entries.values(entry, "networkAddress")).filter(value -> value.startsWith(ADDRESS))
                .map(value -> value.substring(ADDRESS.length())).findFirst().orElse("");
    }

    /// Neither a server nor an array may have the host name.
    void requireFreeHost(String parameter, String host) {
        entries.all(entries.layout().administrativeGroup(), Filter.createANDFilter(
                Filter.createEqualityFilter("networkAddress", ADDRESS + host),
                Filter.createEqualityFilter("objectClass", CLASS))).stream().findFirst().ifPresent(taken -> {
            boolean array = taken.hasAttributeValue("objectClass", ARRAY_CLASS);
            throw DirectoryException.about(Reason.ALREADY_EXISTS, parameter, host, "is the name of "
                    + (array ? "client access array '" : "server '") + Entries.text(taken, "name") + "'",
                    "Choose a name that nothing else has");
        });
    }

    private Optional<String> arrayOf(ReadOnlyEntry site) {
        return entries.all(entries.layout().arrays(), ARRAY_CLASS).stream()
                .filter(array -> Entries.text(array, "msExchServerSite").equalsIgnoreCase(site.getDN()))
                .map(array -> Entries.text(array, "name")).findFirst();
    }

    /// Refuses servers that clients cannot be sent to.
    static ExchangeServer requireClientAccess(String parameter, String identity, ExchangeServer server) {
        if (!server.has(ServerRole.CLIENT_ACCESS)) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(identity),
                    "is a server without the Client Access role", "Get-ClientAccessServer lists those that have it");
        }
        return server;
    }

    /// Adds what belongs below a server, as far as it is missing: a change of several entries may have been cut off.
    private void complete(DN dn, String name, String host, Set<ServerRole> roles, String site) {
        entries.addMissing(Layout.child("RpcClientAccess", dn), "msExchProtocolCfgExchangeRpcService",
                new Attribute("gatehouseResponsibility", responsibility(roles)));
        if (!roles.contains(ServerRole.CLIENT_ACCESS)) {
            return;
        }
        DN protocols = Layout.child("Protocols", dn);
        DN autodiscover = Layout.child("Autodiscover", protocols);
        entries.addMissing(protocols, "msExchProtocolCfgProtocolContainer");
        entries.addMissing(autodiscover, "msExchProtocolCfgProtocolContainer");
        entries.addMissing(Layout.child(name, autodiscover), "serviceConnectionPoint",
                new Attribute("serviceBindingInformation", "https://" + host + "/Autodiscover/Autodiscover.xml"),
                new Attribute("serviceClassName", "ms-Exchange-AutoDiscover-Service"),
                new Attribute("serviceDNSName", name),
                new Attribute("keywords", AUTODISCOVER_KEYWORD, "Site=" + site));
        VirtualDirectories.prepare(entries, name, host);
    }

    private static String responsibility(Set<ServerRole> roles) {
        var all = new ArrayList<String>();
        if (roles.contains(ServerRole.CLIENT_ACCESS)) {
            all.add("Mailboxes");
        }
        if (roles.contains(ServerRole.MAILBOX)) {
            all.add("PublicFolders");
        }
        return all.isEmpty() ? "None" : String.join(", ", all);
    }
}
