package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.AvailabilityGroup;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Servers that hold mailbox databases. What Exchange keeps of one and nothing here acts on is not shown: calendar
/// repair, retention and journaling logs, schedules; and which copies may become active by themselves, which what looks
/// after the database servers decides.
final class MailboxServerCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The mailbox server: name, FQDN, distinguished name, legacy DN or GUID.", Source.SERVERS);
    private static final Parameter<Boolean> STATUS = Parameter.flag("Status", "Accepted; nothing more is read.");

    private MailboxServerCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Get-MailboxServer", "Shows mailbox servers.")
                .takes(IDENTITY, STATUS, AnyCmdlet.DOMAIN_CONTROLLER)
                .example("Get-MailboxServer | Format-Table Name,DatabaseAvailabilityGroup",
                        "Get-MailboxServer mbx* | Get-MailboxDatabaseCopyStatus").does(MailboxServerCmdlets::get));
    }

    private static void get(Call call, Stage out) {
        List<AvailabilityGroup> groups = call.organization().availabilityGroups().all();
        for (ExchangeServer server : named(call, call.text(IDENTITY))) {
            out.accept(view(call, server, groups.stream().filter(group -> group.servers().stream()
                    .anyMatch(server.name()::equalsIgnoreCase)).findFirst()));
        }
    }

    private static List<ExchangeServer> named(Call call, String identity) {
        if (!identity.isEmpty() && !Wildcard.in(identity)) {
            ExchangeServer server = call.organization().servers().get(identity);
            if (!server.has(ServerRole.MAILBOX)) {
                throw new ShellException("-Identity '" + identity + "': the server '" + server.name()
                        + "' does not have the Mailbox role. Get-ExchangeServer shows roles.");
            }
            return List.of(server);
        }
        var wildcard = new Wildcard(identity.isEmpty() ? "*" : identity);
        return call.organization().servers().with(ServerRole.MAILBOX).stream()
                .filter(server -> wildcard.matches(server.name())).toList();
    }

    private static ShellObject view(Call call, ExchangeServer server, Optional<AvailabilityGroup> group) {
        return new View(call.organization())
                .put("DatabaseAvailabilityGroup", group.map(AvailabilityGroup::name).orElse(null))
                .put("ExchangeLegacyDN", server.legacyExchangeDn()).put("Fqdn", server.fqdn())
                .put("Site", View.sitePath(call.organization(), server.site()))
                .put("AdminDisplayVersion", server.serialNumber())
                .header(server.header(), View.VERSION_2007).as("MailboxServer", server.name(), "Name");
    }
}
