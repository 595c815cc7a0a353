package org.gatehouse.shell.cmdlets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.directory.organization.AlternateServiceAccount;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ObjectHeader;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.RpcClientAccessSettings;
import org.gatehouse.directory.organization.SentOn;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.Site;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// Objects of the organisation as the shell shows them, properties in the order of the real system's list views.
final class View {
    /// The object version that servers and arrays carry: still that of Exchange 2007.
    static final String VERSION_2007 = "0.1 (8.0.535.0)";

    private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    private final Organization organization;

    View(Organization organization) {
        this.organization = organization;
        // A stable stand-in for the remoting session that the real system shows here.
        put("RunspaceId", UUID.nameUUIDFromBytes(organization.layout().organization()
                .getBytes(StandardCharsets.UTF_8)));
    }

    View put(String name, @Nullable Object value) {
        properties.put(name, value);
        return this;
    }

    /// The same for recipients, whose identity is their place in the domain.
    View recipient(ObjectHeader header, String version) {
        return put("AdminDisplayName", "").put("ExchangeVersion", version).identity(header, header.canonicalName());
    }

    /// What every object ends with, after its own properties.
    View header(ObjectHeader header, String version) {
        return put("AdminDisplayName", "").put("ExchangeVersion", version).identity(header, header.name());
    }

    View identity(ObjectHeader header, String identity) {
        put("Name", header.name()).put("DistinguishedName", header.distinguishedName()).put("Identity", identity)
                .put("Guid", header.guid())
                .put("ObjectCategory", category(header.objectCategory())).put("ObjectClass", header.objectClass())
                .put("WhenChanged", header.whenChanged()).put("WhenCreated", header.whenCreated())
                .put("WhenChangedUTC", header.whenChanged()).put("WhenCreatedUTC", header.whenCreated())
                .put("OrganizationId", "").put("OriginatingServer", organization.layout().domain());
        return put("IsValid", true);
    }

    /// `CN=x,CN=Schema,CN=Configuration,DC=a,DC=b` as `a.b/Configuration/Schema/x`.
    private String category(String dn) {
        int comma = dn.indexOf(',');
        return dn.regionMatches(true, 0, "CN=", 0, 3) && comma > 0
                ? organization.layout().domain() + "/Configuration/Schema/" + dn.substring(3, comma) : dn;
    }

    ShellObject as(String type, String label, String... columns) {
        return new ShellObject(type, label, properties, List.of(columns));
    }

    static ShellObject array(Organization organization, ClientAccessArray array) {
        return new View(organization).put("Fqdn", array.fqdn()).put("ExchangeLegacyDN", array.legacyExchangeDn())
                .put("Site", array.siteCanonicalName()).put("SiteName", array.site()).put("Members", array.members())
                .header(array.header(), VERSION_2007)
                .as("ClientAccessArray", array.name(), "Name", "Site:SiteName", "Fqdn", "Members");
    }

    static ShellObject site(Organization organization, Site site) {
        return new View(organization).put("HubSiteEnabled", false).put("PartnerId", -1L).put("Subnets", site.subnets())
                .header(site.header(), "0.0 (6.5.6500.0)").as("ADSite", site.name(), "Name", "HubSiteEnabled",
                        "Subnets");
    }

    static ShellObject server(Organization organization, ExchangeServer server) {
        boolean mailbox = server.has(ServerRole.MAILBOX);
        boolean clientAccess = server.has(ServerRole.CLIENT_ACCESS);
        List<String> roles = server.roles().stream().sorted().map(View::role).toList();
        return new View(organization).put("Domain", organization.layout().domain())
                .put("ExchangeLegacyDN", server.legacyExchangeDn())
                .put("Fqdn", server.fqdn()).put("IsHubTransportServer", server.has(ServerRole.HUB_TRANSPORT))
                .put("IsClientAccessServer", clientAccess).put("IsExchange2007OrLater", server.majorVersion() >= 8)
                .put("IsEdgeServer", server.has(ServerRole.EDGE_TRANSPORT)).put("IsMailboxServer", mailbox)
                .put("IsE14OrLater", server.majorVersion() >= 14)
                .put("IsUnifiedMessagingServer", server.has(ServerRole.UNIFIED_MESSAGING))
                .put("NetworkAddress", server.networkAddresses())
                .put("AdminDisplayVersion", server.serialNumber()).put("Site", sitePath(organization, server.site()))
                .put("ServerRole", String.join(", ", roles)).put("VersionNumber", (long) server.versionNumber())
                .header(server.header(), VERSION_2007)
                .as("ExchangeServer", server.name(), "Name", "Site", "ServerRole", "AdminDisplayVersion");
    }

    static String sitePath(Organization organization, String site) {
        return organization.layout().domain() + "/Configuration/Sites/" + site;
    }

    static String role(ServerRole role) {
        return switch (role) {
            case MAILBOX -> "Mailbox";
            case CLIENT_ACCESS -> "ClientAccess";
            case UNIFIED_MESSAGING -> "UnifiedMessaging";
            case HUB_TRANSPORT -> "HubTransport";
            case EDGE_TRANSPORT -> "Edge";
        };
    }

    /// @param withStatus whether to check the alternate service accounts
    /// @param withPassword whether to show their passwords
    static ShellObject clientAccessServer(Organization organization, ExchangeServer server, boolean withStatus,
            boolean withPassword) {
        Object array = organization.arrays().ofSite(server.site()).map(ClientAccessArray::name).orElse(null);
        var view = new View(organization).put("Name", server.name()).put("Fqdn", server.fqdn())
                .put("ClientAccessArray", array);
        organization.servers().autodiscover(server).ifPresent(point -> view.put("AutoDiscoverServiceCN", point.name())
                .put("AutoDiscoverServiceClassName", point.className())
                .put("AutoDiscoverServiceGuid", point.keyword()).put("AutoDiscoverServiceInternalUri", point.uri())
                .put("AutoDiscoverSiteScope", point.sites()));
        view.put("AlternateServiceAccountConfiguration", withStatus || withPassword
                ? serviceAccounts(organization, server, withStatus, withPassword) : null);
        return view.header(server.header(), VERSION_2007).as("ClientAccessServer", server.name(), "Name");
    }

    private static String serviceAccounts(Organization organization, ExchangeServer server, boolean withStatus,
            boolean withPassword) {
        var accounts = organization.alternateServiceAccounts();
        List<AlternateServiceAccount> kept = accounts.of(server);
        var shown = new ArrayList<String>();
        for (int index = 0; index < AlternateServiceAccount.KEPT_MAX; index++) {
            String line = index == 0 ? "Latest: " : "Previous: ";
            if (index >= kept.size()) {
                shown.add(line + "<Not set>");
                continue;
            }
            AlternateServiceAccount account = kept.get(index);
            String status = withStatus ? ", " + switch (accounts.validity(account)) {
                case VALID -> "valid";
                case INVALID -> "invalid: the account has another password";
                case UNKNOWN -> "not checked: the account is not in this directory";
            } : "";
            String password = withPassword && !account.password().isEmpty() ? ", " + account.password() : "";
            shown.add(line + Values.text(account.set()) + ", " + account.userName() + password + status);
        }
        return String.join(", ", shown);
    }

    static ShellObject sentOn(Organization organization, SentOn sentOn) {
        return new View(organization).put("User", sentOn.user()).put("Database", sentOn.database())
                .put("From", sentOn.from().fqdn()).put("FromSite", sentOn.from().site())
                .put("To", sentOn.to().fqdn()).put("ToSite", sentOn.to().site())
                .as("ClientSentOn", sentOn.user(), "User", "Database", "From", "To");
    }

    static ShellObject rpcClientAccess(Organization organization, RpcClientAccessSettings settings) {
        return new View(organization).put("Server", settings.server()).put("Responsibility", settings.responsibility())
                .put("MaximumConnections", (long) settings.maximumConnections())
                .put("EncryptionRequired", settings.encryptionRequired())
                .put("BlockedClientVersions", settings.blockedClientVersions())
                .put("EnablePreferredSiteEnforcement", settings.preferredSiteEnforced())
                .put("AdminDisplayName", "").put("ExchangeVersion", VERSION_2007)
                .identity(settings.header(), settings.server() + "\\" + settings.name()).put("Name", settings.name())
                .as("ExchangeRpcClientAccess", settings.server() + "\\" + settings.name(),
                        "Server", "Responsibility", "MaximumConnections", "EncryptionRequired",
                                "BlockedClientVersions");
    }
}
