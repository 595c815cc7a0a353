package org.gatehouse.shell.cmdlets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.shell.ServiceTrials.Trial;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.SideBySide.End;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// Whether servers really serve what their roles in the directory promise: each service is used as a client would.
final class ServiceHealthCmdlets {
    private static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "The server; those that this process runs if not given.").at(1).from(Source.SERVERS)
            .piped(".");
    private static final Parameter<Integer> DIRECTORY_MAX = Parameter.of("ActiveDirectoryTimeout", Kind.INTEGER,
            "How many seconds are waited for answers, of the directory and of all others; 15 if not given.");
    private static final int SECONDS_PRESET = 15;
    private static final int SECONDS_MAX = 600;
    /// What Exchange calls the services that do the same there.
    private static final String DIRECTORY = "MSExchangeADTopology";
    private static final String STORE = "MSExchangeIS";

    private ServiceHealthCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Test-ServiceHealth",
                "Uses each service that a server's roles ask for, and tells which of them work.")
                .takes(SERVER, DIRECTORY_MAX, AnyCmdlet.DOMAIN_CONTROLLER)
                .example("Test-ServiceHealth", "Get-ExchangeServer | Test-ServiceHealth | Where-Object "
                        + "{ -not $_.RequiredServicesRunning }")
                .does(ServiceHealthCmdlets::test));
    }

    /// A service of a server.
    ///
    /// @param works whether it does, to be called anywhere; throws why it does not
    private record Service(ExchangeServer server, ServerRole role, String name, Runnable works) {}

    private static void test(Call call, Stage out) {
        Duration max = ReplicationHealthCmdlets.seconds(call, DIRECTORY_MAX, SECONDS_PRESET, SECONDS_MAX);
        var services = new ArrayList<Service>();
        var untried = new LinkedHashMap<ExchangeServer, List<String>>();
        for (ExchangeServer server : servers(call)) {
            services.addAll(services(call, server, max, untried.computeIfAbsent(server, _ -> new ArrayList<>())));
        }
        List<Supplier<String>> works = services.stream().<Supplier<String>>map(service -> () -> {
            service.works.run();
            return service.name;
        }).toList();
        List<End<String>> ends = call.administration().sideBySide().all(works, max);
        untried.forEach((server, names) -> {
            for (ServerRole role : ServerRole.values()) {
                if (server.has(role) && !label(role).isEmpty()) {
                    var troubles = new LinkedHashMap<String, String>();
                    for (int index = 0; index < services.size(); index++) {
                        Service service = services.get(index);
                        if (service.server.name().equals(server.name()) && service.role == role) {
                            troubles.put(service.name, ends.get(index).trouble());
                        }
                    }
                    out.accept(view(call, server, role, troubles, names));
                }
            }
        });
    }

    private static List<ExchangeServer> servers(Call call) {
        if (!call.text(SERVER).isEmpty()) {
            return List.of(call.organization().servers().get("Server", call.get(SERVER)));
        }
        List<ExchangeServer> here = call.organization().servers().all().stream()
                .filter(server -> call.administration().services().runs(server.name())).toList();
        if (here.isEmpty()) {
            throw new ShellException("This process runs no server: name one with -Server.");
        }
        return here;
    }

    /// @param untried gets the names of those that this process cannot try
    private static List<Service> services(Call call, ExchangeServer server, Duration max, List<String> untried) {
        var services = new ArrayList<Service>();
        boolean here = call.administration().services().runs(server.name());
        for (ServerRole role : List.of(ServerRole.CLIENT_ACCESS, ServerRole.MAILBOX)) {
            if (server.has(role) && here) {
                services.add(new Service(server, role, DIRECTORY, () ->
                        call.organization().directory().requireAnswer()));
            }
        }
        if (!here) {
            untried.add(DIRECTORY);
        }
        for (Trial trial : call.administration().services().of(server, max)) {
            services.add(new Service(server, trial.role(), trial.service(), trial.works()));
        }
        if (server.has(ServerRole.MAILBOX)) {
            List<DatabaseObject> active = call.organization().databases()
                    .onServer(DatabaseObject.Kind.MAILBOX, server.name()).stream()
                    .filter(database -> database.isSet(DatabaseProperty.MOUNT_AT_STARTUP)).toList();
            if (here && active.stream().allMatch(database ->
                    call.administration().databases().opens(database.header().guid()))) {
                services.add(new Service(server, ServerRole.MAILBOX, STORE, () -> answer(call, active)));
            } else {
                untried.add(STORE);
            }
        }
        return services;
    }

    /// Whether all databases of a server do; all are asked.
    private static void answer(Call call, List<DatabaseObject> databases) {
        var troubles = new ArrayList<String>();
        for (DatabaseObject database : databases) {
            try {
                call.administration().databases().mounted(database.header().guid()).orElseThrow(() ->
                        new ShellException("not mounted")).requireAnswer();
            } catch (RuntimeException silent) {
                troubles.add("'" + database.name() + "': " + silent.getMessage());
            }
        }
        if (!troubles.isEmpty()) {
            throw new ShellException(String.join("; ", troubles));
        }
    }

    private static String label(ServerRole role) {
        return switch (role) {
            case MAILBOX -> "Mailbox Server Role";
            case CLIENT_ACCESS -> "Client Access Server Role";
            case UNIFIED_MESSAGING, HUB_TRANSPORT, EDGE_TRANSPORT -> "";
        };
    }

    /// @param troubles by service; empty where it works
    private static ShellObject view(Call call, ExchangeServer server, ServerRole role, Map<String, String> troubles,
            List<String> untried) {
        List<String> running = troubles.keySet().stream().filter(name -> "".equals(troubles.get(name))).toList();
        List<String> down = troubles.keySet().stream().filter(name -> !running.contains(name)).toList();
        List<String> errors = down.stream().map(name -> name + ": " + troubles.get(name)).toList();
        String identity = server.name() + "\\" + label(role);
        return new View(call.organization()).put("Server", server.name()).put("Role", label(role))
                .put("RequiredServicesRunning", down.isEmpty()).put("ServicesRunning", running)
                .put("ServicesNotRunning", down)
                .put("ServicesNotTested", role == ServerRole.MAILBOX ? untried
                        : untried.stream().filter(name -> !name.equals(STORE)).toList())
                .put("Errors", errors).put("Identity", identity).put("IsValid", true)
                .as("ServiceHealth", identity, "Server", "Role", "RequiredServicesRunning", "ServicesNotRunning");
    }
}
