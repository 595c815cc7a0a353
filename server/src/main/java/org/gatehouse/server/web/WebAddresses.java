package org.gatehouse.server.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OutlookAnywhereSettings;
import org.gatehouse.directory.organization.OutlookProvider;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.web.autodiscover.AccountSettings.OutlookAnywhere;
import org.gatehouse.web.autodiscover.AccountSettings.ProviderSettings;
import org.gatehouse.web.autodiscover.AccountSettings.Providers;

/// Under which names and URLs clients are told to use the web services of Client Access servers: what administrators
/// have put into their virtual directories.
///
/// @param server the one that answers
/// @param port of HTTPS, the same on all of them
record WebAddresses(Organization organization, String server, int port) {
    private static final int HTTPS = 443;
    private static final String EXPR = "EXPR";

    /// The URLs of one service, without a slash at the end.
    record Urls(Optional<String> inside, Optional<String> outside) {
        private static final Urls NONE = new Urls(Optional.empty(), Optional.empty());

        boolean isEmpty() {
            return inside.isEmpty() && outside.isEmpty();
        }
    }

    /// The servers for mailboxes of a site, this one first where it is among them; in a site without any, this one.
    private List<ExchangeServer> serversFor(String site) {
        List<ExchangeServer> there = organization.servers().clientAccessServersOf(site);
        Optional<ExchangeServer> here = there.stream().filter(each -> each.name().equalsIgnoreCase(server)).findFirst();
        return here.map(List::of).orElseGet(() -> there.isEmpty() ? List.of(organization.servers().get(server))
                : there);
    }

    /// MAPI over HTTP for mailboxes of a site.
    Urls mapiOf(String site) {
        return serversFor(site).stream().map(this::mapiAt).filter(urls -> !urls.isEmpty()).findFirst()
                .orElse(Urls.NONE);
    }

    /// MAPI over HTTP of another site than this server's, as a client reaches it that came by a host: by the outer URL
    /// if that was this server's outer name, else by the inner one.
    Optional<String> mapiElsewhere(String site, String authority) {
        ExchangeServer here = organization.servers().get(server);
        if (site.isEmpty() || here.site().equalsIgnoreCase(site)
                || organization.servers().clientAccessServersOf(site).isEmpty()) {
            return Optional.empty();
        }
        Urls own = mapiAt(here);
        Urls there = mapiOf(site);
        boolean outside = names(own.outside(), authority) && !names(own.inside(), authority);
        return outside ? there.outside().or(there::inside) : there.inside().or(there::outside);
    }

    private static boolean names(Optional<String> url, String authority) {
        String host = authority.replaceFirst(":\\d+$", "");
        return url.filter(text -> text.regionMatches(true, "https://".length(), host, 0, host.length())
                && text.substring("https://".length() + host.length()).matches("([:/].*)?")).isPresent();
    }

    /// MAPI over HTTP at one server; nothing when it serves no clients.
    Urls mapiAt(ExchangeServer other) {
        return !other.has(ServerRole.CLIENT_ACCESS) ? Urls.NONE
                : organization.virtualDirectories().of(VirtualDirectory.Kind.MAPI, other.name()).stream().findFirst()
                        .map(found -> new Urls(url(found.internalUrl()).map(url -> withPort(url, other.fqdn())),
                                url(found.externalUrl()))).orElse(Urls.NONE);
    }

    /// Where clients outside find Autodiscover; empty when nobody has said so.
    Optional<String> autodiscover() {
        return organization.virtualDirectories().of(VirtualDirectory.Kind.AUTODISCOVER, server).stream().findFirst()
                .flatMap(found -> url(found.externalUrl()));
    }

    /// Where clients that know no more than the domain are sent; empty when this server has no Autodiscover.
    Optional<String> autodiscoverForEverybody() {
        return organization.virtualDirectories().of(VirtualDirectory.Kind.AUTODISCOVER, server).stream().findFirst()
                .flatMap(found -> autodiscover().or(() -> url(found.internalUrl())
                        .map(url -> withPort(url, organization.servers().get(server).fqdn()))));
    }

    /// Outlook Anywhere for mailboxes of a site; empty when no server there offers it.
    Optional<OutlookAnywhere> outlookAnywhereOf(String site) {
        String instead = provider(EXPR).map(OutlookProvider::server).orElse("");
        return serversFor(site).stream()
                .flatMap(each -> organization.outlookAnywhere().of(each.name()).stream())
                .filter(found -> !found.externalHostname().isEmpty()).findFirst()
                .map(found -> new OutlookAnywhere(instead.isEmpty() ? found.externalHostname() : instead,
                        found.externalClientsRequireSsl(), authPackage(found)));
    }

    private static String authPackage(OutlookAnywhereSettings settings) {
        return settings.externalClientAuthentication().word();
    }

    Providers providers() {
        return new Providers(settings("EXCH"), settings(EXPR), settings("WEB"));
    }

    private ProviderSettings settings(String name) {
        return provider(name).map(found -> new ProviderSettings(found.ttlHours(),
                Optional.of(found.certPrincipalName()).filter(principal -> !principal.isEmpty()),
                found.flags().contains(OutlookProvider.Flag.SERVER_EXCLUSIVE_CONNECT)))
                .orElse(ProviderSettings.DEFAULT);
    }

    private Optional<OutlookProvider> provider(String name) {
        return organization.outlookProviders().find(name);
    }

    private static Optional<String> url(String text) {
        return text.isEmpty() ? Optional.empty()
                : Optional.of(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /// A URL at a server's own name without a port means the port that it listens at.
    private String withPort(String url, String fqdn) {
        try {
            var parsed = new URI(url);
            return port == HTTPS || parsed.getPort() >= 0 || !fqdn.equalsIgnoreCase(parsed.getHost()) ? url
                    : new URI(parsed.getScheme(), null, parsed.getHost(), port, parsed.getPath(), parsed.getQuery(),
                            null).toString();
        } catch (URISyntaxException notOne) {
            return url;
        }
    }
}
