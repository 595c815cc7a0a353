package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OutlookProvider;
import org.gatehouse.directory.organization.OutlookProviders;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// What Autodiscover tells Outlook of its connections inside (EXCH), outside (EXPR) and in a browser (WEB).
final class OutlookProviderCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The provider: EXCH, EXPR, WEB or another by its name, distinguished name or GUID.",
            Source.OUTLOOK_PROVIDERS);
    private static final Parameter<String> NAME = Parameter.text("Name", "The provider's name.");
    private static final Parameter<String> PRINCIPAL = Parameter.text("CertPrincipalName",
            "The name that the server's certificate must have, as msstd:mail.corp.example; $null for any.");
    private static final Parameter<String> SERVER = Parameter.text("Server",
            "The mailbox server for clients of Outlook Anywhere; $null for the one that has the mailbox.");
    private static final Parameter<Integer> TTL = Parameter.of("TTL", Kind.INTEGER,
            "After how many hours clients ask again; 0 for never.");
    private static final Parameter<List<String>> FLAGS = Parameter.of("OutlookProviderFlags", Kind.TEXTS,
            "None, or of ServerExclusiveConnect, ExternalClientsRequireSSL, InternalClientsRequireSSL.");

    private OutlookProviderCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Get-OutlookProvider", "Shows what Autodiscover tells Outlook of its connections.")
                        .takes(IDENTITY, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-OutlookProvider", "Get-OutlookProvider -Identity EXPR | Format-List")
                        .does(OutlookProviderCmdlets::get),
                Cmdlet.named("Set-OutlookProvider", "Changes what Autodiscover tells Outlook of its connections.")
                        .takes(IDENTITY.required(), NAME, PRINCIPAL, SERVER, TTL, FLAGS, AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes()
                        .example("Set-OutlookProvider EXPR -CertPrincipalName msstd:mail.contoso.com")
                        .does(OutlookProviderCmdlets::set),
                Cmdlet.named("New-OutlookProvider", "Creates an Outlook provider.")
                        .takes(NAME.at(1).required(), AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-OutlookProvider -Name EXPR").does(OutlookProviderCmdlets::create),
                Cmdlet.named("Remove-OutlookProvider", "Removes an Outlook provider.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-OutlookProvider -Identity WEB").does(OutlookProviderCmdlets::remove));
    }

    private static void get(Call call, Stage out) {
        OutlookProviders all = call.organization().outlookProviders();
        (call.text(IDENTITY).isEmpty() ? all.all() : List.of(all.get(call.get(IDENTITY))))
                .forEach(provider -> out.accept(view(call.organization(), provider)));
    }

    private static void set(Call call, Stage out) {
        String identity = call.get(IDENTITY);
        if (call.proceeds("Changing the Outlook provider '" + identity + "'.")) {
            call.told(call.organization().outlookProviders().set(identity, new OutlookProviders.Changes(
                    call.find(NAME).orElse(null), call.find(PRINCIPAL).orElse(null), call.find(SERVER).orElse(null),
                    call.find(TTL).orElse(null),
                    call.find(FLAGS).map(words -> OutlookProviders.flags(FLAGS.name(), words)).orElse(null))));
        }
    }

    private static void create(Call call, Stage out) {
        String name = call.get(NAME);
        if (call.proceeds("Creating the Outlook provider '" + name + "'.")) {
            OutlookProvider made = call.told(call.organization().outlookProviders().create(name));
            if (!call.whatIf()) {
                out.accept(view(call.organization(), made));
            }
        }
    }

    private static void remove(Call call, Stage out) {
        OutlookProvider old = call.organization().outlookProviders().get(call.get(IDENTITY));
        if (call.proceeds("Removing the Outlook provider '" + old.name() + "'.")) {
            call.told(call.organization().outlookProviders().remove(old.header().guid().toString()));
        }
    }

    private static ShellObject view(Organization organization, OutlookProvider provider) {
        String flags = String.join(", ", provider.flags().stream().sorted().map(OutlookProvider.Flag::word).toList());
        return new View(organization).put("CertPrincipalName", provider.certPrincipalName())
                .put("Server", provider.server()).put("TTL", (long) provider.ttlHours())
                .put("OutlookProviderFlags", flags.isEmpty() ? "None" : flags)
                .header(provider.header(), "0.1 (8.0.535.0)")
                .as("OutlookProvider", provider.name(), "Name", "Server", "CertPrincipalName", "TTL");
    }
}
