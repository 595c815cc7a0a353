package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.TokenChecking;
import org.gatehouse.directory.organization.VirtualDirectories;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;
import org.jspecify.annotations.Nullable;

/// Where Client Access servers serve Autodiscover and MAPI over HTTP, and the URLs that clients are told.
final class VirtualDirectoryCmdlets {
    /// The object version of virtual directories.
    static final String VERSION = "0.10 (14.0.100.0)";
    static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "The Client Access server: name, FQDN, distinguished name, legacy DN or GUID.").from(Source.SERVERS);
    static final Parameter<Boolean> PROPERTIES_ONLY = Parameter.flag("ADPropertiesOnly",
            "Accepted; there is nothing but the directory's properties to show.");
    static final Parameter<Boolean> MAILBOX_DIRECTORIES = Parameter.flag("ShowMailboxVirtualDirectories",
            "Accepted; mailbox servers have none of their own.");
    private static final Parameter<String> WEB_SITE = Parameter.text("WebSiteName",
            "The web site's name; Default Web Site if not given.");
    private static final Parameter<String> INTERNAL = Parameter.text("InternalUrl",
            "What clients inside are told, as https://mail.corp.example/mapi; $null for nothing.");
    private static final Parameter<String> EXTERNAL = Parameter.text("ExternalUrl",
            "What clients outside are told; $null for nothing.");
    private static final Parameter<List<String>> METHODS = Parameter.of("IISAuthenticationMethods", Kind.TEXTS,
            "How clients may sign in: Basic, Ntlm, Negotiate, OAuth.");
    static final Parameter<String> TOKEN_CHECKING = Parameter.of("ExtendedProtectionTokenChecking",
            Kind.oneOf("None", "Allow", "Require"),
            "Whether NTLM and Kerberos have to be bound to the TLS channel: never, if the client does, always.");
    private static final Map<HttpAuthentication, Parameter<Boolean>> SWITCHES = switches();

    private VirtualDirectoryCmdlets() {}

    private static Map<HttpAuthentication, Parameter<Boolean>> switches() {
        var all = new LinkedHashMap<HttpAuthentication, Parameter<Boolean>>();
        all.put(HttpAuthentication.BASIC, truth("BasicAuthentication", "by Basic"));
        all.put(HttpAuthentication.DIGEST, truth("DigestAuthentication", "by Digest"));
        all.put(HttpAuthentication.WINDOWS_INTEGRATED, truth("WindowsAuthentication", "by Negotiate and NTLM"));
        all.put(HttpAuthentication.WS_SECURITY, truth("WSSecurityAuthentication", "by WS-Security"));
        all.put(HttpAuthentication.OAUTH, truth("OAuthAuthentication", "by access tokens"));
        return all;
    }

    private static Parameter<Boolean> truth(String name, String way) {
        return Parameter.of(name, Kind.BOOLEAN, "Whether clients may sign in " + way + ".");
    }

    static List<Cmdlet> all() {
        return Stream.concat(cmdlets(VirtualDirectory.Kind.AUTODISCOVER, "Autodiscover",
                Source.AUTODISCOVER_DIRECTORIES, List.copyOf(SWITCHES.values()), "-WindowsAuthentication $true")
                .stream(),
                cmdlets(VirtualDirectory.Kind.MAPI, "Mapi", Source.MAPI_DIRECTORIES, List.of(METHODS),
                        "-IISAuthenticationMethods Ntlm,Negotiate").stream()).toList();
    }

    private static List<Cmdlet> cmdlets(VirtualDirectory.Kind kind, String noun, Source source,
            List<? extends Parameter<?>> authentication, String changed) {
        String what = kind == VirtualDirectory.Kind.MAPI ? "MAPI over HTTP" : noun;
        String object = noun + "VirtualDirectory";
        Parameter<String> identity = Parameter.identity("The virtual directory: server\\name, distinguished name or "
                + "GUID; the name alone at the server itself.", source);
        String example = " -Identity \"cas1\\" + kind.path() + " (Default Web Site)\"";
        return List.of(
                Cmdlet.named("Get-" + object, "Shows where Client Access servers serve " + what + ".")
                        .takes(identity, SERVER.pipedFrom("ExchangeServer", "ClientAccessServer"), PROPERTIES_ONLY,
                                MAILBOX_DIRECTORIES, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-" + object + " | Format-List Server,InternalUrl,ExternalUrl",
                                "Get-" + object + " cas1\\*")
                        .does((call, out) -> found(call, identity, VirtualDirectory::identity,
                                call.find(SERVER).map(server -> call.organization().virtualDirectories()
                                        .of(kind, server)).orElseGet(() -> call.organization().virtualDirectories()
                                                .all(kind)), name -> call.organization().virtualDirectories()
                                                        .get(kind, name))
                                .forEach(each -> out.accept(view(call.organization(), each)))),
                Cmdlet.named("Set-" + object, "Changes what clients are told of " + what + " at a server.")
                        .takes(identity.required(), INTERNAL, EXTERNAL, TOKEN_CHECKING).takes(authentication)
                        .takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-" + object + example + " " + changed)
                        .does((call, out) -> set(call, kind, call.get(identity))),
                Cmdlet.named("New-" + object, "Lets a server serve " + what + " again.")
                        .takes(SERVER, WEB_SITE, INTERNAL, EXTERNAL, TOKEN_CHECKING).takes(authentication)
                        .takes(AnyCmdlet.DOMAIN_CONTROLLER).changes().example("New-" + object + " -Server cas1")
                        .does((call, out) -> create(call, out, kind)),
                Cmdlet.named("Remove-" + object, "Tells clients no longer of " + what + " at a server.")
                        .takes(identity.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-" + object + example)
                        .does((call, out) -> remove(call, kind, call.get(identity))));
    }

    /// Those that a Get- cmdlet was asked for: all, by a pattern, or one.
    static <T> List<T> found(Call call, Parameter<String> identity, Function<T, String> naming, List<T> all,
            Function<String, T> one) {
        String wanted = call.text(identity);
        if (wanted.isEmpty()) {
            return all;
        }
        if (call.find(SERVER).isPresent()) {
            throw new ShellException("-Server and -Identity cannot be given together; leave one out.");
        }
        if (!Wildcard.in(wanted)) {
            return List.of(one.apply(here(call, wanted)));
        }
        int slash = wanted.indexOf('\\');
        if (slash > 0 && !Wildcard.in(wanted.substring(0, slash))) {
            var _ = call.organization().servers().get(wanted.substring(0, slash));
        }
        var pattern = new Wildcard(wanted);
        return all.stream().filter(each -> {
            String name = naming.apply(each);
            return pattern.matches(slash < 0 ? name.substring(name.indexOf('\\') + 1) : name);
        }).toList();
    }

    /// A name without its server is that of the server where the shell runs.
    static String here(Call call, String identity) {
        String local = localServer(call);
        boolean bare = !identity.contains("\\") && !identity.contains("=")
                && org.gatehouse.directory.Names.guid(identity).isEmpty();
        return bare && !local.isEmpty() ? local + "\\" + identity : identity;
    }

    private static String localServer(Call call) {
        return clientAccessServers(call).stream().filter(call.administration().localServer()::equalsIgnoreCase)
                .findFirst().orElse("");
    }

    private static List<String> clientAccessServers(Call call) {
        return call.organization().servers().with(ServerRole.CLIENT_ACCESS).stream().map(server -> server.name())
                .toList();
    }

    /// The server that was named, the one where the shell runs, or the only one there is.
    static String server(Call call) {
        if (call.find(SERVER).isPresent()) {
            return call.get(SERVER);
        }
        String local = localServer(call);
        List<String> all = clientAccessServers(call);
        if (local.isEmpty() && all.size() != 1) {
            throw new ShellException("-Server is missing, and there is no single Client Access server to take. Add "
                    + "-Server with one of: " + String.join(", ", all) + ".");
        }
        return local.isEmpty() ? all.getFirst() : local;
    }

    private static void set(Call call, VirtualDirectory.Kind kind, String identity) {
        if (call.proceeds("Changing the virtual directory '" + identity + "'.")) {
            VirtualDirectories all = call.organization().virtualDirectories();
            VirtualDirectory old = all.get(kind, here(call, identity));
            call.told(all.set(kind, old.header().guid().toString(), changes(call, kind, old.authentication())));
        }
    }

    private static void create(Call call, Stage out, VirtualDirectory.Kind kind) {
        String server = server(call);
        if (call.proceeds("Creating a virtual directory for " + kind.path() + " at '" + server + "'.")) {
            VirtualDirectory made = call.told(call.organization().virtualDirectories().create(kind, server,
                    call.text(WEB_SITE), changes(call, kind, kind.presetAuthentication())));
            if (!call.whatIf()) {
                out.accept(view(call.organization(), made));
            }
        }
    }

    private static void remove(Call call, VirtualDirectory.Kind kind, String identity) {
        VirtualDirectory old = call.organization().virtualDirectories().get(kind, here(call, identity));
        if (call.proceeds("Removing the virtual directory '" + old.identity() + "'.")) {
            call.told(call.organization().virtualDirectories().remove(kind, old.header().guid().toString()));
        }
    }

    private static VirtualDirectories.Changes changes(Call call, VirtualDirectory.Kind kind,
            Set<HttpAuthentication> before) {
        return new VirtualDirectories.Changes(call.find(INTERNAL).orElse(null), call.find(EXTERNAL).orElse(null),
                authentication(call, kind, before), tokenChecking(call));
    }

    static @Nullable TokenChecking tokenChecking(Call call) {
        return call.find(TOKEN_CHECKING).map(TokenChecking::of).orElse(null);
    }

    private static @Nullable Set<HttpAuthentication> authentication(Call call, VirtualDirectory.Kind kind,
            Set<HttpAuthentication> before) {
        if (kind == VirtualDirectory.Kind.MAPI) {
            return call.find(METHODS).map(words -> HttpAuthentication.named(METHODS.name(), words, kind.allowed()))
                    .orElse(null);
        }
        var now = EnumSet.noneOf(HttpAuthentication.class);
        now.addAll(before);
        SWITCHES.forEach((method, parameter) -> call.find(parameter).ifPresent(on -> {
            now.remove(method);
            if (on) {
                now.add(method);
            }
        }));
        return now.equals(before) ? null : now;
    }

    private static ShellObject view(Organization organization, VirtualDirectory directory) {
        List<String> methods = words(directory.authentication());
        var view = new View(organization).put("Name", directory.header().name());
        if (directory.kind() == VirtualDirectory.Kind.MAPI) {
            view.put("IISAuthenticationMethods", methods);
        } else {
            SWITCHES.forEach((method, parameter) ->
                    view.put(parameter.name(), directory.authentication().contains(method)));
        }
        return view.put(TOKEN_CHECKING.name(), directory.tokenChecking().word())
                .put("Server", directory.server()).put("InternalUrl", directory.internalUrl())
                .put("InternalAuthenticationMethods", methods).put("ExternalUrl", directory.externalUrl())
                .put("ExternalAuthenticationMethods", methods).put("AdminDisplayName", "")
                .put("ExchangeVersion", VERSION).identity(directory.header(), directory.identity())
                .as(directory.kind() == VirtualDirectory.Kind.MAPI ? "ADMapiVirtualDirectory"
                        : "ADAutodiscoverVirtualDirectory", directory.identity(), "Name", "Server", "InternalUrl");
    }

    static List<String> words(Set<HttpAuthentication> methods) {
        var words = new ArrayList<String>();
        methods.stream().sorted().forEach(method -> words.add(method.word()));
        return words;
    }
}
