package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.Site;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Servers, sites, and the RPC Client Access service's settings.
final class ServerCmdlets {
    private static final Parameter<String> SERVER_IDENTITY = Parameter.identity(
            "The server: name, FQDN, distinguished name, legacy DN or GUID.", Source.SERVERS);
    private static final Parameter<Boolean> STATUS = Parameter.flag("Status", "Accepted; nothing more is read.");
    private static final Parameter<Boolean> ACCOUNT_STATUS = Parameter.flag(
            "IncludeAlternateServiceAccountCredentialStatus",
            "Shows the alternate service accounts, and whether their passwords are right.");
    private static final Parameter<Boolean> ACCOUNT_PASSWORD = Parameter.flag(
            "IncludeAlternateServiceAccountCredentialPassword",
            "Shows the alternate service accounts with their passwords.");
    private static final Parameter<String> SITE_IDENTITY = Parameter.identity(
            "The site: name, distinguished name or GUID.", Source.SITES);
    private static final Parameter<String> SITE_NAME = Parameter.text("Name", "The site's name.").at(1).required();
    private static final Parameter<List<String>> SUBNET = Parameter.of("Subnet", Kind.TEXTS,
            "Its networks, as in 10.1.0.0/16 or 2001:db8::/32.");
    private static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "The server: name, FQDN, distinguished name, legacy DN or GUID.").at(1).from(Source.SERVERS)
                    .piped("Server", "Name");
    private static final Parameter<String> SETTINGS_NAME = Parameter.text("Name",
            "What these settings are called; RpcClientAccess if it is never given.");
    private static final Parameter<Integer> CONNECTIONS = Parameter.of("MaximumConnections", Kind.INTEGER,
            "How many connections the service takes: 1 to 65536.");
    private static final Parameter<Boolean> ENCRYPTION = Parameter.of("EncryptionRequired", Kind.BOOLEAN,
            "Whether clients that do not encrypt are refused.");
    private static final Parameter<String> BLOCKED = Parameter.text("BlockedClientVersions",
            "Versions and ranges to refuse, as in -13.32767.65535;15.0.0-. Look into the log first.");

    private static final Parameter<String> OTHER_SITE = Parameter.text("Site", "The site to move to.");
    private static final Parameter<Boolean> SENDS_ON = Parameter.of("EnablePreferredSiteEnforcement", Kind.BOOLEAN,
            "Whether clients are sent to the site where their mailboxes' databases belong (an addition of this shell: "
                    + "Exchange has a registry value of this name).");

    private ServerCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Get-ExchangeServer", "Shows servers with their roles and sites.")
                        .takes(SERVER_IDENTITY, STATUS, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-ExchangeServer | Format-List",
                                "Get-ExchangeServer -Identity Mailbox01 | Format-List")
                        .does((call, out) -> servers(call).forEach(server ->
                                out.accept(View.server(call.organization(), server)))),
                Cmdlet.named("Set-ExchangeServer",
                        "Tells with -WhatIf what a change of a server's site would do (an addition of this shell: "
                                + "the change itself is made in the server's configuration file).")
                        .takes(SERVER_IDENTITY.required(), OTHER_SITE.required(), AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("Set-ExchangeServer mbx2 -Site Branch -WhatIf")
                        .does(ServerCmdlets::move),
                Cmdlet.named("Remove-ExchangeServer",
                        "Takes a server that nothing needs any more out of the organization (an addition of this "
                                + "shell; Exchange has its set-up do so).")
                        .takes(SERVER_IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-ExchangeServer cas2")
                        .does(ServerCmdlets::remove),
                Cmdlet.named("Get-ClientAccessServer", "Shows Client Access servers.")
                        .takes(SERVER_IDENTITY, ACCOUNT_STATUS, ACCOUNT_PASSWORD, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-ClientAccessServer",
                                "Get-ClientAccessServer -Identity mail.contoso.com | Format-List")
                        .does(ServerCmdlets::clientAccessServers),
                Cmdlet.named("Get-ADSite", "Shows Active Directory sites.").takes(SITE_IDENTITY,
                        AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-ADSite Default-First-Site-Name").does(ServerCmdlets::sites),
                Cmdlet.named("New-ADSite", "Creates an Active Directory site (an addition of this shell).")
                        .takes(SITE_NAME, SUBNET, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                                .example("New-ADSite Branch -Subnet 10.2.0.0/16,2001:db8:2::/48")
                        .does(ServerCmdlets::newSite),
                Cmdlet.named("Get-RpcClientAccess", "Shows the settings of the RPC Client Access service.")
                        .takes(SERVER, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-RpcClientAccess", "Get-RpcClientAccess -Server ENT01 | Format-List")
                        .does(ServerCmdlets::rpcClientAccess),
                Cmdlet.named("Set-RpcClientAccess",
                        "Changes the settings of the RPC Client Access service of a server.")
                        .takes(SERVER.required(), CONNECTIONS, ENCRYPTION, BLOCKED, SENDS_ON, SETTINGS_NAME,
                                AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-RpcClientAccess -Server MBX01 -BlockedClientVersions 14.0.0-14.32767.65535")
                        .does(ServerCmdlets::setRpcClientAccess));
    }

    private static List<ExchangeServer> servers(Call call) {
        String identity = call.text(SERVER_IDENTITY);
        if (identity.isEmpty() || Wildcard.in(identity)) {
            var wildcard = new Wildcard(identity.isEmpty() ? "*" : identity);
            return call.organization().servers().all().stream().filter(server -> wildcard.matches(server.name()))
                    .toList();
        }
        return List.of(call.organization().servers().get(identity));
    }

    private static void move(Call call, Stage out) {
        ExchangeServer server = call.organization().servers().get(call.get(SERVER_IDENTITY));
        if (!call.whatIf()) {
            throw new ShellException("A server is in the site that its configuration file says: change node.site there "
                    + "and start it anew. With -WhatIf this cmdlet tells who would notice.");
        }
        if (call.proceeds("Moving the server '" + server.name() + "' to site '" + call.get(OTHER_SITE) + "'.")) {
            call.told(call.organization().clientHomes().watched(() -> call.organization().servers().move(server.name(),
                    call.get(OTHER_SITE))), out);
        }
    }

    private static void remove(Call call, Stage out) {
        ExchangeServer server = call.organization().servers().get(call.get(SERVER_IDENTITY));
        if (call.proceeds("Removing the server '" + server.name() + "' (" + server.fqdn() + ").")) {
            call.told(call.organization().servers().retire(server.name()));
        }
    }

    private static void clientAccessServers(Call call, Stage out) {
        List<ExchangeServer> servers = servers(call);
        if (!call.text(SERVER_IDENTITY).isEmpty() && servers.size() == 1 && !servers.getFirst()
                .has(ServerRole.CLIENT_ACCESS)) {
            throw new ShellException("-Identity '" + call.text(SERVER_IDENTITY) + "': the server '"
                    + servers.getFirst().name()
                    + "' does not have the Client Access role. Get-ExchangeServer shows roles.");
        }
        servers.stream().filter(server -> server.has(ServerRole.CLIENT_ACCESS))
                .forEach(server -> out.accept(View.clientAccessServer(call.organization(), server,
                        call.is(ACCOUNT_STATUS), call.is(ACCOUNT_PASSWORD))));
    }

    private static void sites(Call call, Stage out) {
        String identity = call.text(SITE_IDENTITY);
        List<Site> sites = identity.isEmpty() ? call.organization().sites().all()
                : List.of(call.organization().sites().get(identity));
        sites.forEach(site -> out.accept(View.site(call.organization(), site)));
    }

    private static void newSite(Call call, Stage out) {
        if (call.proceeds("Creating the site '" + call.get(SITE_NAME) + "'.")) {
            Site site = call.told(call.organization().sites().create(call.get(SITE_NAME), call.find(SUBNET)
                    .orElse(List.of())));
            if (!call.whatIf()) {
                out.accept(View.site(call.organization(), site));
            }
        }
    }

    private static void rpcClientAccess(Call call, Stage out) {
        var settings = call.organization().rpcClientAccess();
        String server = call.text(SERVER);
        var wildcard = new Wildcard(server.isEmpty() ? "*" : server);
        (server.isEmpty() || Wildcard.in(server)
                ? settings.all().stream().filter(one -> wildcard.matches(one.server())).toList()
                : List.of(settings.get(server)))
                .forEach(one -> out.accept(View.rpcClientAccess(call.organization(), one)));
    }

    private static void setRpcClientAccess(Call call, Stage out) {
        String server = call.organization().rpcClientAccess().get(call.get(SERVER)).server();
        if (Stream.of(CONNECTIONS, ENCRYPTION, BLOCKED, SENDS_ON, SETTINGS_NAME)
                .noneMatch(each -> call.find(each).isPresent())) {
            call.warn("Nothing was changed: give one of the settings a value.");
            return;
        }
        if (call.proceeds("Changing the RPC Client Access settings of '" + server + "'.")) {
            call.told(call.organization().rpcClientAccess().set(server, call.find(CONNECTIONS).orElse(null),
                    call.find(ENCRYPTION).orElse(null), call.find(BLOCKED).orElse(null),
                    call.find(SENDS_ON).orElse(null), call.find(SETTINGS_NAME).orElse(null)));
        }
    }
}
