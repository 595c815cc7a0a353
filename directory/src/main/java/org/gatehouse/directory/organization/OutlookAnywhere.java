package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.jspecify.annotations.Nullable;

/// Which servers serve Outlook Anywhere, and what clients are told of it.
public final class OutlookAnywhere {
    /// Ways to sign in that it can have.
    public static final Set<HttpAuthentication> METHODS = Set.of(HttpAuthentication.BASIC, HttpAuthentication.NTLM,
            HttpAuthentication.NEGOTIATE);
    private static final String CLASS = "msExchRpcHttpVirtualDirectory";
    private static final String NAME = "Rpc (" + VirtualDirectories.WEB_SITE + ")";
    private static final String EXTERNAL_CLIENTS = "msExchExternalAuthenticationMethods";
    private static final String INTERNAL_CLIENTS = "gatehouseInternalClientAuthentication";
    private static final String OFFLOADING = "gatehouseSslOffloading";
    private static final String EXTERNAL_SSL = "gatehouseExternalClientsRequireSsl";
    private static final String INTERNAL_SSL = "gatehouseInternalClientsRequireSsl";
    private final Entries entries;
    private final Servers servers;

    OutlookAnywhere(Entries entries, Servers servers) {
        this.entries = entries;
        this.servers = servers;
    }

    /// Of all servers that serve it, in the order in which they began to.
    public List<OutlookAnywhereSettings> all() {
        return entries.all(entries.layout().servers(), CLASS).stream().map(OutlookAnywhere::read).toList();
    }

    /// Nothing where the server does not serve it.
    ///
    /// @param server an identity of a server
    public Optional<OutlookAnywhereSettings> of(String server) {
        return entries.all(EntryRules.dnOf(servers.entry("Server", server)), CLASS).stream().findFirst()
                .map(OutlookAnywhere::read);
    }

    /// @param identity `server\name`, the name alone where one server serves it, distinguished name or GUID
    public OutlookAnywhereSettings get(String identity) {
        return read(entry(identity));
    }

    /// What is set; null keeps what there is.
    ///
    /// @param externalHostname empty for none
    public record Changes(@Nullable String externalHostname, @Nullable String internalHostname,
            @Nullable HttpAuthentication externalClientAuthentication,
            @Nullable HttpAuthentication internalClientAuthentication,
            @Nullable Set<HttpAuthentication> authentication, @Nullable Boolean sslOffloading,
            @Nullable Boolean externalClientsRequireSsl, @Nullable Boolean internalClientsRequireSsl,
            @Nullable TokenChecking tokenChecking) {
        /// Leaves extended protection as it is.
        public Changes(@Nullable String externalHostname, @Nullable String internalHostname,
                @Nullable HttpAuthentication externalClientAuthentication,
                @Nullable HttpAuthentication internalClientAuthentication,
                @Nullable Set<HttpAuthentication> authentication, @Nullable Boolean sslOffloading,
                @Nullable Boolean externalClientsRequireSsl, @Nullable Boolean internalClientsRequireSsl) {
            this(externalHostname, internalHostname, externalClientAuthentication, internalClientAuthentication,
                    authentication, sslOffloading, externalClientsRequireSsl, internalClientsRequireSsl, null);
        }

        private List<Modification> modifications() {
            var all = new ArrayList<Modification>();
            host(all, "ExternalHostname", VirtualDirectories.EXTERNAL, externalHostname);
            host(all, "InternalHostname", VirtualDirectories.INTERNAL, internalHostname);
            methods(all, EXTERNAL_CLIENTS, externalClientAuthentication == null ? null
                    : EnumSet.of(externalClientAuthentication));
            methods(all, INTERNAL_CLIENTS, internalClientAuthentication == null ? null
                    : EnumSet.of(internalClientAuthentication));
            methods(all, VirtualDirectories.METHODS, authentication);
            flag(all, OFFLOADING, sslOffloading);
            flag(all, EXTERNAL_SSL, externalClientsRequireSsl);
            flag(all, INTERNAL_SSL, internalClientsRequireSsl);
            if (tokenChecking != null) {
                all.add(Entries.replace(VirtualDirectories.TOKEN_CHECKING, tokenChecking.word()));
            }
            return all;
        }

        private static void host(List<Modification> all, String parameter, String attribute, @Nullable String host) {
            if (host != null) {
                all.add(Entries.replace(attribute, host.isEmpty() ? "" : Names.requireHostName(parameter, host)));
            }
        }

        private static void methods(List<Modification> all, String attribute,
                @Nullable Set<HttpAuthentication> methods) {
            if (methods != null) {
                all.add(Entries.replace(attribute, Integer.toString(HttpAuthentication.mask(methods))));
            }
        }

        private static void flag(List<Modification> all, String attribute, @Nullable Boolean flag) {
            if (flag != null) {
                all.add(Entries.replace(attribute, flag.toString().toUpperCase(Locale.ROOT)));
            }
        }
    }

    /// Lets a Client Access server serve it.
    public Outcome<OutlookAnywhereSettings> enable(String server, Changes values) {
        ExchangeServer host = Servers.requireClientAccess("Server", server,
                Servers.read(servers.entry("Server", server)));
        if (of(host.name()).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Server", Names.shown(server),
                    "has Outlook Anywhere enabled", "Change it with Set-OutlookAnywhere");
        }
        Attribute[] attributes = values.modifications().stream().map(Modification::getAttribute)
                .toArray(Attribute[]::new);
        OutlookAnywhereSettings made = read(entries.add(Layout.child(NAME, entries.layout().http(host.name())), CLASS,
                attributes));
        return new Outcome<>(made, "Enable Outlook Anywhere on server '" + host.name() + "'", List.of());
    }

    public Outcome<OutlookAnywhereSettings> set(String identity, Changes changes) {
        ReadOnlyEntry entry = entry(identity);
        List<Modification> all = changes.modifications();
        OutlookAnywhereSettings now = read(all.isEmpty() ? entry
                : entries.directory().modify(EntryRules.dnOf(entry), all));
        return new Outcome<>(now, "Change Outlook Anywhere of server '" + now.server() + "'", List.of());
    }

    /// The server no longer serves it.
    public Outcome<OutlookAnywhereSettings> disable(String identity) {
        ReadOnlyEntry entry = entry(identity);
        OutlookAnywhereSettings old = read(entry);
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(old, "Disable Outlook Anywhere on server '" + old.server() + "'", List.of());
    }

    private ReadOnlyEntry entry(String identity) {
        return VirtualDirectories.entry(entries, servers, CLASS, identity);
    }

    private static OutlookAnywhereSettings read(ReadOnlyEntry entry) {
        return new OutlookAnywhereSettings(Entries.header(entry), VirtualDirectories.server(entry),
                Entries.text(entry, VirtualDirectories.EXTERNAL), Entries.text(entry, VirtualDirectories.INTERNAL),
                client(entry, EXTERNAL_CLIENTS), client(entry, INTERNAL_CLIENTS),
                HttpAuthentication.of(Entries.number(entry, VirtualDirectories.METHODS, 0)),
                TokenChecking.of(Entries.text(entry, VirtualDirectories.TOKEN_CHECKING)),
                Entries.flag(entry, OFFLOADING, false), Entries.flag(entry, EXTERNAL_SSL, true),
                Entries.flag(entry, INTERNAL_SSL, false));
    }

    private static HttpAuthentication client(ReadOnlyEntry entry, String attribute) {
        return HttpAuthentication.of(Entries.number(entry, attribute, 0)).stream().findFirst()
                .orElse(HttpAuthentication.NTLM);
    }
}
