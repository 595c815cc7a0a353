package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;

/// Client access arrays: one per site, unique in name and FQDN.
public final class ClientAccessArrays {
    private static final List<String> IDENTITIES = List.of("name", "networkAddress", "legacyExchangeDN");
    private final Entries entries;
    private final Sites sites;
    private final Servers servers;

    ClientAccessArrays(Entries entries, Sites sites, Servers servers) {
        this.entries = entries;
        this.sites = sites;
        this.servers = servers;
    }

    /// @param name may be empty: the first label of the FQDN then
    /// @param site an identity of a site
    public Outcome<ClientAccessArray> create(String name, String fqdn, String site) {
        String host = Names.requireHostName("Fqdn", fqdn);
        String chosen = name.isEmpty() ? host.substring(0, host.indexOf('.')) : Names.requireObjectName("Name", name);
        ReadOnlyEntry siteEntry = sites.entry("Site", site);
        String siteName = Entries.text(siteEntry, "name");
        requireFreeName(chosen);
        requireFreeSite(siteName);
        servers.requireFreeHost("Fqdn", host);
        ReadOnlyEntry entry = entries.add(Layout.child(chosen, entries.layout().arrays()), Servers.ARRAY_CLASS,
                new Attribute("networkAddress", Servers.ADDRESS + host),
                new Attribute("msExchServerSite", siteEntry.getDN()),
                new Attribute("legacyExchangeDN", entries.layout().legacyServer(chosen)));
        var warnings = nameWarnings(chosen);
        List<String> before = databasesElsewhere(siteName, Entries.text(entry, "legacyExchangeDN"));
        if (!before.isEmpty()) {
            warnings.add("These databases of site '" + siteName + "' existed before the array and still send their"
                    + " clients to a single server: " + String.join(", ", before) + ". Point them to the array with"
                    + " Set-MailboxDatabase -RpcClientAccessServer " + host + ".");
        }
        if (servers.clientAccessServersOf(siteName).isEmpty()) {
            warnings.add("Site '" + siteName + "' has no Client Access server yet, so the array has no members.");
        }
        return new Outcome<>(read(entry), "Create client access array '" + chosen + "' (" + host + ") for site '"
                + siteName + "'", warnings);
    }

    public ClientAccessArray get(String identity) {
        return get("Identity", identity);
    }

    /// @param parameter that the identity was given for, to be named when there is none
    public ClientAccessArray get(String parameter, String identity) {
        return read(entry(parameter, identity));
    }

    public List<ClientAccessArray> all() {
        return entries.all(entries.layout().arrays(), Servers.ARRAY_CLASS).stream().map(this::read).toList();
    }

    /// The array of a site.
    ///
    /// @param site the site's name
    public Optional<ClientAccessArray> ofSite(String site) {
        return all().stream().filter(array -> array.site().equalsIgnoreCase(site)).findFirst();
    }

    /// Changes what is not empty.
    public Outcome<ClientAccessArray> set(String identity, String name, String fqdn, String site) {
        ReadOnlyEntry entry = entry("Identity", identity);
        ClientAccessArray old = read(entry);
        String host = fqdn.isEmpty() ? old.fqdn() : Names.requireHostName("Fqdn", fqdn);
        boolean renamed = !name.isEmpty() && !Names.requireObjectName("Name", name).equals(old.name());
        if (renamed && !name.equalsIgnoreCase(old.name())) {
            requireFreeName(name);
        }
        if (!host.equalsIgnoreCase(old.fqdn())) {
            servers.requireFreeHost("Fqdn", host);
        }
        var changes = new ArrayList<Modification>();
        var warnings = renamed ? nameWarnings(name) : new ArrayList<String>();
        if (!host.equalsIgnoreCase(old.fqdn())) {
            changes.add(Entries.replace("networkAddress", Servers.ADDRESS + host));
            warnings.add("Clients keep the old name " + old.fqdn() + " in their profiles: leave its DNS record in"
                    + " place, create one for " + host + ", and repair the profiles before the old one goes.");
        }
        if (!site.isEmpty()) {
            ReadOnlyEntry target = sites.entry("Site", site);
            if (!Entries.text(target, "name").equalsIgnoreCase(old.site())) {
                requireFreeSite(Entries.text(target, "name"));
                changes.add(Entries.replace("msExchServerSite", target.getDN()));
                warnings.add("The members are now the Client Access servers of site '" + Entries.text(target, "name")
                        + "'. Databases keep their endpoints, and the load balancer its members: change both by hand.");
            }
        }
        // The legacy DN stays when the name changes, so that databases and profiles that hold it still find the array.
        if (!changes.isEmpty()) {
            entry = entries.directory().modify(EntryRules.dnOf(entry), changes);
        }
        if (renamed) {
            entry = entries.rename(entry, name);
        }
        return new Outcome<>(read(entry), "Change client access array '" + old.name() + "'", warnings);
    }

    /// Refuses while databases refer to the array, unless `force`.
    public Outcome<ClientAccessArray> remove(String identity, boolean force) {
        ReadOnlyEntry entry = entry("Identity", identity);
        ClientAccessArray array = read(entry);
        List<String> referring = databasesAt(array.legacyExchangeDn());
        var warnings = new ArrayList<String>();
        if (!referring.isEmpty()) {
            String list = String.join(", ", referring);
            if (!force) {
                throw DirectoryException.about(Reason.IN_USE, "Identity", Names.shown(identity),
                        "these databases send their clients to the array: " + list,
                        "Point them elsewhere with Set-MailboxDatabase -RpcClientAccessServer first, or use -Force");
            }
            warnings.add("These databases still name the removed array, so their clients cannot connect: " + list
                    + ". Repair each with Set-MailboxDatabase -RpcClientAccessServer.");
        }
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(array, "Remove client access array '" + array.name() + "'", warnings);
    }

    ReadOnlyEntry entry(String parameter, String identity) {
        return entries.one(parameter, identity, entries.layout().arrays(), Servers.ARRAY_CLASS, "client access array",
                IDENTITIES);
    }

    private ClientAccessArray read(ReadOnlyEntry entry) {
        String site = Entries.referenceName(entry, "msExchServerSite");
        String siteDn = Entries.text(entry, "msExchServerSite");
        return new ClientAccessArray(Entries.header(entry), Servers.fqdn(entry), site,
                siteDn.isEmpty() ? "" : Layout.canonicalName(Names.requireDn(siteDn)),
                Entries.text(entry, "legacyExchangeDN"),
                servers.clientAccessServersOf(site).stream().map(ExchangeServer::name).toList());
    }

    private List<String> databasesAt(String legacyDn) {
        return entries.all(entries.layout().databases(), "msExchPrivateMDB").stream()
                .filter(database -> Databases.endpointLegacyDn(database).equalsIgnoreCase(legacyDn))
                .map(database -> Entries.text(database, "name")).toList();
    }

    /// Databases on servers of a site that send their clients elsewhere than to the array.
    private List<String> databasesElsewhere(String site, String legacyDn) {
        List<String> here = servers.all().stream().filter(server -> server.site().equalsIgnoreCase(site))
                .map(ExchangeServer::name).toList();
        return entries.all(entries.layout().databases(), "msExchPrivateMDB").stream()
                .filter(database -> here.contains(Entries.referenceName(database, "msExchOwningServer")))
                .filter(database -> !Databases.endpointLegacyDn(database).equalsIgnoreCase(legacyDn))
                .map(database -> Entries.text(database, "name")).toList();
    }

    private void requireFreeName(String name) {
        for (DN container : List.of(entries.layout().arrays(), entries.layout().servers())) {
            if (entries.directory().get(Layout.child(name, container)).isPresent()) {
                throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name,
                        "a client access array or a server has this name", "Choose another name");
            }
        }
        String legacyDn = entries.layout().legacyServer(name);
        if (entries.find("Name", legacyDn, entries.layout().administrativeGroup(), Servers.CLASS, "server",
                List.of("legacyExchangeDN")).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name,
                    "was the name of an array or server whose legacy DN is still in use", "Choose another name");
        }
    }

    private void requireFreeSite(String site) {
        ofSite(site).ifPresent(taken -> {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Site", site, "has client access array '"
                    + taken.name() + "' already, and a site can have only one",
                    "Change that one with Set-ClientAccessArray, or remove it first");
        });
    }

    private static ArrayList<String> nameWarnings(String name) {
        var warnings = new ArrayList<String>();
        if (name.contains(" ")) {
            warnings.add("The name '" + name + "' contains spaces: put it in quotation marks where it is an -Identity,"
                    + " and expect other tools to refuse it.");
        }
        return warnings;
    }
}
