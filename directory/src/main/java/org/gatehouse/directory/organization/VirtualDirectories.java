package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.VirtualDirectory.Kind;
import org.jspecify.annotations.Nullable;

/// What Client Access servers serve on HTTPS, and the URLs that clients are told: objects below `CN=HTTP,CN=Protocols`
/// of each server.
public final class VirtualDirectories {
    static final String WEB_SITE = "Default Web Site";
    static final String INTERNAL = "msExchInternalHostName";
    static final String EXTERNAL = "msExchExternalHostName";
    static final String METHODS = "msExchInternalAuthenticationMethods";
    static final String TOKEN_CHECKING = "gatehouseExtendedProtectionTokenChecking";
    /// On the container of a server that was given its directories: what is missing then was taken away.
    private static final String PREPARED = "gatehousePrepared";

    private final Entries entries;
    private final Servers servers;

    VirtualDirectories(Entries entries, Servers servers) {
        this.entries = entries;
        this.servers = servers;
    }

    /// Gives every Client Access server that has none yet its directories: those registered now and before there were
    /// any to have.
    static void prepare(Entries entries) {
        entries.all(entries.layout().servers(), Servers.CLASS).stream().map(Servers::read)
                .filter(server -> server.has(ServerRole.CLIENT_ACCESS))
                .forEach(server -> prepare(entries, server.name(), server.fqdn()));
    }

    /// Adds what is missing; may be cut off between any two changes, and is done again then.
    static void prepare(Entries entries, String server, String host) {
        DN http = entries.layout().http(server);
        if (entries.directory().get(http).filter(found -> Entries.flag(found, PREPARED, false)).isPresent()) {
            return;
        }
        entries.addMissing(http, "msExchProtocolCfgHTTPContainer");
        for (Kind kind : Kind.values()) {
            entries.addMissing(Layout.child(kind.commonName(), http), kind.objectClass(),
                    new Attribute(INTERNAL, "https://" + host + kind.preset()),
                    new Attribute(METHODS, Integer.toString(HttpAuthentication.mask(kind.presetAuthentication()))));
        }
        entries.directory().modify(http, List.of(Entries.replace(PREPARED, "TRUE")));
    }

    /// Of all servers, in the order of their creation.
    public List<VirtualDirectory> all(Kind kind) {
        return entries.all(entries.layout().servers(), kind.objectClass()).stream()
                .map(entry -> read(kind, entry)).toList();
    }

    /// @param server an identity of a server
    public List<VirtualDirectory> of(Kind kind, String server) {
        return entries.all(EntryRules.dnOf(servers.entry("Server", server)), kind.objectClass()).stream()
                .map(entry -> read(kind, entry)).toList();
    }

    /// @param identity `server\name`, the name alone where one server has it, distinguished name or GUID
    public VirtualDirectory get(Kind kind, String identity) {
        return read(kind, entry(entries, servers, kind.objectClass(), identity));
    }

    /// What a new directory has, or an old one gets; null keeps what there is.
    ///
    /// @param internalUrl empty for none
    public record Changes(@Nullable String internalUrl, @Nullable String externalUrl,
            @Nullable Set<HttpAuthentication> authentication, @Nullable TokenChecking tokenChecking) {
        /// Leaves extended protection as it is.
        public Changes(@Nullable String internalUrl, @Nullable String externalUrl,
                @Nullable Set<HttpAuthentication> authentication) {
            this(internalUrl, externalUrl, authentication, null);
        }

        private List<Modification> modifications() {
            var all = new ArrayList<Modification>();
            if (internalUrl != null) {
                all.add(Entries.replace(INTERNAL, SettingText.url("InternalUrl", internalUrl)));
            }
            if (externalUrl != null) {
                all.add(Entries.replace(EXTERNAL, SettingText.url("ExternalUrl", externalUrl)));
            }
            if (authentication != null) {
                all.add(Entries.replace(METHODS, Integer.toString(HttpAuthentication.mask(authentication))));
            }
            if (tokenChecking != null) {
                all.add(Entries.replace(TOKEN_CHECKING, tokenChecking.word()));
            }
            return all;
        }
    }

    /// Makes the directory of a server that has none of the kind.
    ///
    /// @param webSite empty: the default one
    public Outcome<VirtualDirectory> create(Kind kind, String server, String webSite, Changes values) {
        ReadOnlyEntry owner = servers.entry("Server", server);
        ExchangeServer host = Servers.requireClientAccess("Server", server, Servers.read(owner));
        if (!of(kind, host.name()).isEmpty()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Server", Names.shown(server),
                    "has such a virtual directory", "Change it with the Set- cmdlet");
        }
        String site = webSite.isEmpty() ? WEB_SITE : webSite;
        String name = Names.requireObjectName("WebSiteName", kind.path() + " (" + site + ")");
        var attributes = new ArrayList<Attribute>();
        attributes.add(new Attribute(METHODS, Integer.toString(HttpAuthentication.mask(kind.presetAuthentication()))));
        attributes.add(new Attribute(INTERNAL, "https://" + host.fqdn() + kind.preset()));
        for (Modification given : values.modifications()) {
            attributes.removeIf(preset -> preset.getName().equals(given.getAttributeName()));
            attributes.add(given.getAttribute());
        }
        VirtualDirectory made = read(kind, entries.add(Layout.child(name, entries.layout().http(host.name())),
                kind.objectClass(), attributes.toArray(Attribute[]::new)));
        return new Outcome<>(made, "Create virtual directory '" + made.identity() + "'", List.of());
    }

    public Outcome<VirtualDirectory> set(Kind kind, String identity, Changes changes) {
        ReadOnlyEntry entry = entry(entries, servers, kind.objectClass(), identity);
        List<Modification> all = changes.modifications();
        VirtualDirectory now = read(kind, all.isEmpty() ? entry
                : entries.directory().modify(EntryRules.dnOf(entry), all));
        return new Outcome<>(now, "Change virtual directory '" + now.identity() + "'", List.of());
    }

    public Outcome<VirtualDirectory> remove(Kind kind, String identity) {
        ReadOnlyEntry entry = entry(entries, servers, kind.objectClass(), identity);
        VirtualDirectory old = read(kind, entry);
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(old, "Remove virtual directory '" + old.identity() + "'",
                List.of("Clients are no longer told of this service of server '" + old.server() + "'."));
    }

    /// The one object of a class that an identity names.
    static ReadOnlyEntry entry(Entries entries, Servers servers, String objectClass, String identity) {
        int slash = identity.indexOf('\\');
        DN base = slash > 0 ? EntryRules.dnOf(servers.entry("Identity", identity.substring(0, slash)))
                : entries.layout().servers();
        String name = identity.substring(slash + 1);
        List<ReadOnlyEntry> named = entries.all(base, Filter.createEqualityFilter("objectClass", objectClass))
                .stream().filter(found -> spaceless(Entries.text(found, "name")).equals(spaceless(name))).toList();
        return named.size() == 1 ? named.getFirst() : entries.one("Identity", slash > 0 && named.isEmpty()
                ? identity : name, base, objectClass, "virtual directory", List.of("name"));
    }

    /// People write `Autodiscover(Default Web Site)` too.
    private static String spaceless(String name) {
        return name.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    /// The name of the server that has the object.
    static String server(ReadOnlyEntry entry) {
        DN dn = EntryRules.dnOf(entry);
        int up = dn.getRDNs().length - 1;
        // Name, HTTP, Protocols, server.
        return up < 3 ? "" : dn.getRDNs()[3].getAttributeValues()[0];
    }

    private static VirtualDirectory read(Kind kind, ReadOnlyEntry entry) {
        return new VirtualDirectory(Entries.header(entry), kind, server(entry), Entries.text(entry, INTERNAL),
                Entries.text(entry, EXTERNAL), HttpAuthentication.of(Entries.number(entry, METHODS, 0)),
                TokenChecking.of(Entries.text(entry, TOKEN_CHECKING)));
    }
}
