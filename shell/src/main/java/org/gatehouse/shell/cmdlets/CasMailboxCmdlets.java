package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ProtocolSettings;
import org.gatehouse.directory.organization.ProtocolSwitch;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.jspecify.annotations.Nullable;

/// By which protocols the owners of mailboxes may reach them.
final class CasMailboxCmdlets {
    /// $true, $false, or $null for what holds for everybody.
    private static final Kind<Optional<Boolean>> OPTIONAL = new Kind<>("Nullable", Kind.BOOLEAN.choices(),
            (value, source) -> value == null ? Optional.empty()
                    : Optional.of(Kind.BOOLEAN.conversion().convert(value, source)));
    private static final Parameter<String> VERSIONS = Parameter.text("MAPIBlockOutlookVersions",
            "The first version of Outlook that is let in, as 15.0.4569, or ranges to refuse, as "
                    + "-6.0.0;10.0.0-11.5603.0; $null for none.");
    private static final Map<ProtocolSwitch, Parameter<Optional<Boolean>>> SWITCHES = switches();
    private static final List<MailboxProperty> OF_USER = List.of(MailboxProperty.DISPLAY_NAME,
            MailboxProperty.PRIMARY_SMTP_ADDRESS, MailboxProperty.SAM_ACCOUNT_NAME);

    private CasMailboxCmdlets() {}

    private static Map<ProtocolSwitch, Parameter<Optional<Boolean>>> switches() {
        var all = new LinkedHashMap<ProtocolSwitch, Parameter<Optional<Boolean>>>();
        for (ProtocolSwitch which : ProtocolSwitch.values()) {
            all.put(which, Parameter.of(which.parameter(), OPTIONAL, help(which)));
        }
        return all;
    }

    private static String help(ProtocolSwitch which) {
        return switch (which) {
            case ACTIVE_SYNC_ENABLED -> "Whether mobile devices may synchronise (ActiveSync).";
            case OWA_ENABLED -> "Whether Outlook Web App may be used.";
            case ECP_ENABLED -> "Whether the control panel may be used.";
            case POP_ENABLED -> "Whether POP3 may be used.";
            case IMAP_ENABLED -> "Whether IMAP4 may be used.";
            case EWS_ENABLED -> "Whether Exchange Web Services may be used.";
            case MAPI_ENABLED -> "Whether Outlook may be used at all; without it the other MAPI settings are ignored.";
            case MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE -> "Whether Outlook has to run in cached mode.";
            case MAPI_BLOCK_OUTLOOK_RPC_HTTP -> "Whether Outlook is refused over Outlook Anywhere.";
            case MAPI_HTTP_ENABLED -> "Whether Outlook may use MAPI over HTTP.";
        };
    }

    static List<Cmdlet> all() {
        var ofUser = new ArrayList<Parameter<?>>();
        OF_USER.forEach(property -> ofUser.add(Settings.parameter(property)));
        return List.of(
                Cmdlet.named("Get-CASMailbox", "Shows by which protocols the owners of mailboxes may reach them.")
                        .takes(MailboxCmdlets.IDENTITY).takes(MailboxCmdlets.NARROWING)
                        .takes(MailboxCmdlets.TYPES, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-CASMailbox \"Jeff Hay\"",
                                "Get-CASMailbox | Where-Object MAPIEnabled -eq $false")
                        .does((call, out) -> MailboxCmdlets.get(call, out, user -> view(call.organization(), user))),
                Cmdlet.named("Set-CASMailbox", "Changes by which protocols the owner of a mailbox may reach it.")
                        .takes(MailboxCmdlets.IDENTITY.required()).takes(List.copyOf(SWITCHES.values()))
                        .takes(VERSIONS).takes(ofUser).takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-CASMailbox tony@contoso.com -MAPIBlockOutlookRpcHttp $true",
                                "Set-CASMailbox adam@contoso.com -OWAEnabled $false -PopEnabled $false")
                        .does(CasMailboxCmdlets::set));
    }

    private static void set(Call call, Stage out) {
        String identity = call.get(MailboxCmdlets.IDENTITY);
        if (!call.proceeds("Changing the client access of the mailbox '" + identity + "'.")) {
            return;
        }
        var switches = new EnumMap<ProtocolSwitch, Optional<Boolean>>(ProtocolSwitch.class);
        SWITCHES.forEach((which, parameter) -> call.find(parameter).ifPresent(value -> switches.put(which, value)));
        call.told(call.organization().mailboxes().setClientAccess(identity, Settings.given(call, OF_USER), switches,
                call.find(VERSIONS).orElse(null)));
    }

    private static ShellObject view(Organization organization, MailboxUser user) {
        ProtocolSettings protocols = user.protocols();
        var view = new View(organization).put("EmailAddresses", user.proxyAddresses())
                .put("LegacyExchangeDN", user.legacyExchangeDn())
                .put("PrimarySmtpAddress", user.primarySmtpAddress()).put("SamAccountName", user.samAccountName())
                .put("ServerName", user.mailbox().map(MailboxUser.Mailbox::server).orElse(""))
                .put("DisplayName", user.displayName());
        for (ProtocolSwitch which : ProtocolSwitch.values()) {
            view.put(which.parameter(), shown(protocols, which));
            if (which == ProtocolSwitch.MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE) {
                view.put(VERSIONS.name(), protocols.blockedOutlookVersions());
            }
        }
        return view.header(user.header(), "0.10 (14.0.100.0)").as("CASMailbox", user.displayName(), "Name",
                "ActiveSyncEnabled", "OWAEnabled", "PopEnabled", "ImapEnabled", "MapiEnabled:MAPIEnabled");
    }

    /// The real system leaves these two blank until somebody sets them.
    private static @Nullable Object shown(ProtocolSettings protocols, ProtocolSwitch which) {
        return which == ProtocolSwitch.EWS_ENABLED || which == ProtocolSwitch.MAPI_HTTP_ENABLED
                ? protocols.given().get(which) : (Object) protocols.is(which);
    }
}
