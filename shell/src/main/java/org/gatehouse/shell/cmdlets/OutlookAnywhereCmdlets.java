package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OutlookAnywhere;
import org.gatehouse.directory.organization.OutlookAnywhereSettings;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.jspecify.annotations.Nullable;

/// Which Client Access servers serve Outlook Anywhere (RPC over HTTP), and what clients are told of it.
final class OutlookAnywhereCmdlets {
    private static final Kind<String> METHOD = Kind.oneOf("Basic", "Ntlm", "Negotiate");
    private static final Parameter<String> IDENTITY = Parameter.identity("The virtual directory: server\\name, "
            + "distinguished name or GUID; the name alone at the server itself.", Source.OUTLOOK_ANYWHERE);
    private static final Parameter<String> EXTERNAL = Parameter.text("ExternalHostname",
            "What clients outside connect to, as mail.corp.example.");
    private static final Parameter<String> INTERNAL = Parameter.text("InternalHostname",
            "What clients inside connect to (Exchange 2013); $null for nothing.");
    private static final Parameter<String> CLIENTS = Parameter.of("ClientAuthenticationMethod", METHOD,
            "How clients are told to sign in.");
    private static final Parameter<String> EXTERNAL_CLIENTS = Parameter.of("ExternalClientAuthenticationMethod",
            METHOD, "The same for clients outside (Exchange 2013).");
    private static final Parameter<String> INTERNAL_CLIENTS = Parameter.of("InternalClientAuthenticationMethod",
            METHOD, "The same for clients inside (Exchange 2013).");
    private static final Parameter<String> DEFAULT = Parameter.of("DefaultAuthenticationMethod", METHOD,
            "The one way to sign in: clients are told it and the server takes no other.");
    private static final Parameter<List<String>> METHODS = Parameter.of("IISAuthenticationMethods", Kind.TEXTS,
            "How clients may sign in: Basic, Ntlm, Negotiate.");
    private static final Parameter<Boolean> OFFLOADING = Parameter.of("SSLOffloading", Kind.BOOLEAN,
            "Whether something before the server ends TLS.");
    private static final Parameter<Boolean> EXTERNAL_SSL = Parameter.of("ExternalClientsRequireSsl", Kind.BOOLEAN,
            "Whether clients outside are told to use TLS (Exchange 2013).");
    private static final Parameter<Boolean> INTERNAL_SSL = Parameter.of("InternalClientsRequireSsl", Kind.BOOLEAN,
            "Whether clients inside are told to use TLS (Exchange 2013).");

    private OutlookAnywhereCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Enable-OutlookAnywhere", "Lets a Client Access server serve Outlook Anywhere.")
                        .takes(VirtualDirectoryCmdlets.SERVER.piped("."), EXTERNAL.required(),
                                CLIENTS.requiredUnless(DEFAULT), DEFAULT, OFFLOADING.required(), METHODS,
                                VirtualDirectoryCmdlets.TOKEN_CHECKING, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Enable-OutlookAnywhere -Server cas1 -ExternalHostname mail.contoso.com "
                                + "-ClientAuthenticationMethod Ntlm -SSLOffloading $false")
                        .does(OutlookAnywhereCmdlets::enable),
                Cmdlet.named("Get-OutlookAnywhere", "Shows which servers serve Outlook Anywhere, and how.")
                        .takes(IDENTITY, VirtualDirectoryCmdlets.SERVER.pipedFrom("ExchangeServer",
                                "ClientAccessServer"), VirtualDirectoryCmdlets.PROPERTIES_ONLY,
                                VirtualDirectoryCmdlets.MAILBOX_DIRECTORIES, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-OutlookAnywhere -Server cas1").does(OutlookAnywhereCmdlets::get),
                Cmdlet.named("Set-OutlookAnywhere", "Changes what clients are told of Outlook Anywhere at a server.")
                        .takes(IDENTITY.required(), EXTERNAL, INTERNAL, CLIENTS, EXTERNAL_CLIENTS, INTERNAL_CLIENTS,
                                DEFAULT, METHODS, OFFLOADING, EXTERNAL_SSL, INTERNAL_SSL,
                                VirtualDirectoryCmdlets.TOKEN_CHECKING, AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes()
                        .example("Set-OutlookAnywhere -Identity \"cas1\\Rpc (Default Web Site)\" "
                                + "-ClientAuthenticationMethod Ntlm").does(OutlookAnywhereCmdlets::set),
                Cmdlet.named("Disable-OutlookAnywhere", "Lets a server serve Outlook Anywhere no longer.")
                        .takes(IDENTITY, VirtualDirectoryCmdlets.SERVER, AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Disable-OutlookAnywhere -Server cas1").does(OutlookAnywhereCmdlets::disable));
    }

    private static void enable(Call call, Stage out) {
        String server = VirtualDirectoryCmdlets.server(call);
        requireOne(call, CLIENTS, DEFAULT);
        if (call.find(DEFAULT).isPresent() && call.find(METHODS).isPresent()) {
            throw new ShellException("-DefaultAuthenticationMethod is the server's only way to sign in; leave "
                    + "-IISAuthenticationMethods out, or give -ClientAuthenticationMethod instead.");
        }
        if (!call.proceeds("Enabling Outlook Anywhere at '" + server + "'.")) {
            return;
        }
        OutlookAnywhere.Changes given = changes(call);
        var values = new OutlookAnywhere.Changes(given.externalHostname(), null, given.externalClientAuthentication(),
                given.internalClientAuthentication(), given.authentication() != null ? given.authentication()
                        : Set.of(HttpAuthentication.BASIC, HttpAuthentication.NTLM),
                given.sslOffloading(), null, null, given.tokenChecking());
        OutlookAnywhereSettings made = call.told(call.organization().outlookAnywhere().enable(server, values));
        if (!call.whatIf()) {
            out.accept(view(call.organization(), made));
        }
    }

    private static void get(Call call, Stage out) {
        OutlookAnywhere all = call.organization().outlookAnywhere();
        VirtualDirectoryCmdlets.found(call, IDENTITY, OutlookAnywhereSettings::identity,
                call.find(VirtualDirectoryCmdlets.SERVER).map(server -> all.of(server).stream().toList())
                        .orElseGet(all::all), all::get)
                .forEach(each -> out.accept(view(call.organization(), each)));
    }

    private static void set(Call call, Stage out) {
        requireOne(call, CLIENTS, DEFAULT);
        requireOne(call, DEFAULT, METHODS);
        String identity = VirtualDirectoryCmdlets.here(call, call.get(IDENTITY));
        if (call.proceeds("Changing Outlook Anywhere at '" + identity + "'.")) {
            call.told(call.organization().outlookAnywhere().set(identity, changes(call)));
        }
    }

    private static void disable(Call call, Stage out) {
        OutlookAnywhere all = call.organization().outlookAnywhere();
        OutlookAnywhereSettings old;
        if (call.text(IDENTITY).isEmpty()) {
            String server = VirtualDirectoryCmdlets.server(call);
            old = all.of(server).orElseThrow(() -> new ShellException("-Server '" + server
                    + "': it does not serve Outlook Anywhere. Get-OutlookAnywhere lists those that do."));
        } else {
            requireOne(call, IDENTITY, VirtualDirectoryCmdlets.SERVER);
            old = all.get(VirtualDirectoryCmdlets.here(call, call.get(IDENTITY)));
        }
        if (call.proceeds("Disabling Outlook Anywhere at '" + old.server() + "'.")) {
            call.told(all.disable(old.header().guid().toString()));
        }
    }

    private static void requireOne(Call call, Parameter<?> one, Parameter<?> other) {
        if (call.find(one).isPresent() && call.find(other).isPresent()) {
            throw new ShellException("-" + one.name() + " and -" + other.name() + " cannot be given together; leave "
                    + "one out.");
        }
    }

    private static OutlookAnywhere.Changes changes(Call call) {
        Optional<String> only = call.find(DEFAULT);
        Optional<String> both = call.find(CLIENTS).or(() -> only);
        return new OutlookAnywhere.Changes(call.find(EXTERNAL).orElse(null), call.find(INTERNAL).orElse(null),
                method(call.find(EXTERNAL_CLIENTS).or(() -> both)), method(call.find(INTERNAL_CLIENTS).or(() -> both)),
                only.map(List::of).or(() -> call.find(METHODS)).map(words -> HttpAuthentication.named(METHODS.name(),
                        words, OutlookAnywhere.METHODS)).orElse(null),
                call.find(OFFLOADING).orElse(null), call.find(EXTERNAL_SSL).orElse(null),
                call.find(INTERNAL_SSL).orElse(null), VirtualDirectoryCmdlets.tokenChecking(call));
    }

    private static @Nullable HttpAuthentication method(Optional<String> word) {
        return word.flatMap(given -> Stream.of(HttpAuthentication.values())
                .filter(method -> method.word().equalsIgnoreCase(given)).findFirst()).orElse(null);
    }

    private static ShellObject view(Organization organization, OutlookAnywhereSettings settings) {
        return new View(organization).put("ServerName", settings.server())
                .put("SSLOffloading", settings.sslOffloading())
                .put("ExternalHostname", settings.externalHostname())
                .put("InternalHostname", settings.internalHostname())
                .put("ClientAuthenticationMethod", settings.externalClientAuthentication().word())
                .put("ExternalClientAuthenticationMethod", settings.externalClientAuthentication().word())
                .put("InternalClientAuthenticationMethod", settings.internalClientAuthentication().word())
                .put("IISAuthenticationMethods", VirtualDirectoryCmdlets.words(settings.authentication()))
                .put(VirtualDirectoryCmdlets.TOKEN_CHECKING.name(), settings.tokenChecking().word())
                .put("ExternalClientsRequireSsl", settings.externalClientsRequireSsl())
                .put("InternalClientsRequireSsl", settings.internalClientsRequireSsl())
                .put("Server", settings.server()).put("AdminDisplayName", "")
                .put("ExchangeVersion", VirtualDirectoryCmdlets.VERSION)
                .identity(settings.header(), settings.identity())
                .as("ADRpcHttpVirtualDirectory", settings.identity());
    }
}
