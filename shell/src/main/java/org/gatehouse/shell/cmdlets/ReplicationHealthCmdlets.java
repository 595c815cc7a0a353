package org.gatehouse.shell.cmdlets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.replication.Survey;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.SideBySide.End;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;

/// Whether replicated databases are as they should be: everything is asked anew, all of it side by side.
final class ReplicationHealthCmdlets {
    private static final DatabaseObject.Kind KIND = DatabaseObject.Kind.MAILBOX;
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The mailbox server; this one if not given, or all where the process is none or several.", Source.SERVERS);
    private static final Parameter<String> GROUP = Parameter.of("DatabaseAvailabilityGroup", Kind.IDENTITY,
            "All servers of this group: its name, distinguished name or GUID.").pipedFrom("DatabaseAvailabilityGroup");
    private static final Parameter<Integer> TIMEOUT = Parameter.of("ActiveDirectoryTimeout", Kind.INTEGER,
            "How many seconds are waited for answers, of the directory and of all others; 15 if not given.");
    private static final int SECONDS_PRESET = 15;
    private static final int SECONDS_MAX = 600;

    private ReplicationHealthCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Test-ReplicationHealth",
                "Asks everything that replicated databases need whether it works.")
                .takes(GROUP, IDENTITY, TIMEOUT, AnyCmdlet.DOMAIN_CONTROLLER)
                .example("Test-ReplicationHealth MBX1", "Test-ReplicationHealth -DatabaseAvailabilityGroup DAG1 | "
                        + "Where-Object { $_.Result -ne 'Passed' } | Format-List")
                .does(ReplicationHealthCmdlets::test));
    }

    private static void test(Call call, Stage out) {
        Duration max = seconds(call, TIMEOUT, SECONDS_PRESET, SECONDS_MAX);
        List<ExchangeServer> servers = servers(call);
        List<DatabaseObject> databases = call.organization().databases().all(KIND).stream()
                .filter(database -> servers.stream().anyMatch(server -> isOn(database, server))).toList();
        Answers answers = ask(call, databases, max);
        var unknown = new LinkedHashSet<String>();
        for (ExchangeServer server : servers) {
            var checks = new ReplicationChecks(server.name());
            checks.directory(answers.directory);
            databases.stream().filter(database -> isOn(database, server)).forEach(database ->
                    checks.look(answers.of(call, database, server, unknown)));
            checks.failures().forEach((check, failures) -> out.accept(view(call, server, check, failures)));
        }
        if (!unknown.isEmpty()) {
            call.warn("Not opened by this process, so that it was not looked whether they are mounted, nor how far "
                    + "their copies are with the replay: " + String.join(", ", unknown) + ". Ask the shell of a server "
                    + "that opens them.");
        }
    }

    /// How long is waited, as the caller wants it.
    static Duration seconds(Call call, Parameter<Integer> parameter, int preset, int max) {
        int seconds = call.find(parameter).orElse(preset);
        if (seconds < 1 || seconds > max) {
            throw new ShellException("-" + parameter.name() + " " + seconds + ": give a number of seconds from 1 to "
                    + max + ".");
        }
        return Duration.ofSeconds(seconds);
    }

    private static boolean isOn(DatabaseObject database, ExchangeServer server) {
        return database.server().equalsIgnoreCase(server.name()) || database.copy(server.name()).isPresent();
    }

    private static List<ExchangeServer> servers(Call call) {
        String identity = call.text(IDENTITY);
        String group = call.text(GROUP);
        if (!identity.isEmpty() && !group.isEmpty()) {
            throw new ShellException("-Identity names one server and -DatabaseAvailabilityGroup several: give one of "
                    + "them.");
        }
        List<ExchangeServer> all = call.organization().servers().with(ServerRole.MAILBOX);
        if (!group.isEmpty()) {
            List<String> names = call.organization().availabilityGroups().get(group).servers();
            return all.stream().filter(server -> names.contains(server.name())).toList();
        }
        if (identity.isEmpty()) {
            String here = call.administration().localServer();
            return all.stream().filter(server -> here.isEmpty() || server.name().equalsIgnoreCase(here)).toList();
        }
        ExchangeServer server = call.organization().servers().get(identity);
        if (!server.has(ServerRole.MAILBOX)) {
            throw new ShellException("-Identity '" + identity + "': the server '" + server.name()
                    + "' does not have the Mailbox role. Get-ExchangeServer shows roles.");
        }
        return List.of(server);
    }

    /// What everybody said.
    ///
    /// @param directory why it does not answer; empty when it does
    /// @param surveys by database; empty where nothing looks after it
    /// @param stores of the databases that are mounted here
    private record Answers(String directory, Map<UUID, Optional<Survey>> surveys, Map<UUID, End<Store>> stores) {
        ReplicationChecks.Found of(Call call, DatabaseObject database, ExchangeServer server, Set<String> unknown) {
            UUID guid = database.header().guid();
            Optional<Survey> survey = surveys.getOrDefault(guid, Optional.empty());
            End<Store> store = stores.get(guid);
            Optional<List<MailboxDatabase.Standby>> standbys = store instanceof End.Done<Store>(Store answered,
                    Duration _) ? Optional.of(answered.standbys) : Optional.empty();
            var copies = DatabaseCopies.of(call, database, survey.flatMap(Survey::cluster), standbys,
                    survey.map(Survey::trouble).orElse(""));
            DatabaseHost here = call.administration().databases();
            if (store == null && !here.opens(guid)) {
                unknown.add(database.name());
            }
            Optional<String> mounted = store != null ? Optional.of(store.trouble().isEmpty() ? "" : "does not answer: "
                    + store.trouble()) : here.opens(guid) ? Optional.of("is not mounted") : Optional.empty();
            return new ReplicationChecks.Found(copies, server.fqdn(), survey, mounted,
                    store instanceof End.Done<Store> && survey.isPresent());
        }
    }

    /// What a database that is mounted here answered.
    private record Store(List<MailboxDatabase.Standby> standbys) {}

    private static Answers ask(Call call, List<DatabaseObject> databases, Duration max) {
        List<List<DatabaseObject>> clusters = clusters(databases);
        List<DatabaseObject> here = databases.stream().filter(database -> call.administration().databases()
                .mounted(database.header().guid()).isPresent()).toList();
        var works = new ArrayList<Supplier<Object>>();
        works.add(() -> {
            call.organization().directory().requireAnswer();
            return "";
        });
        clusters.forEach(beside -> works.add(() -> call.administration().replication().survey(beside.getFirst())));
        here.forEach(database -> works.add(() -> answered(call, database)));
        List<End<Object>> ends = call.administration().sideBySide().all(works, max);
        var surveys = new HashMap<UUID, Optional<Survey>>();
        for (int index = 0; index < clusters.size(); index++) {
            Optional<Survey> survey = survey(ends.get(1 + index));
            clusters.get(index).forEach(database -> surveys.put(database.header().guid(), survey));
        }
        var stores = new HashMap<UUID, End<Store>>();
        for (int index = 0; index < here.size(); index++) {
            stores.put(here.get(index).header().guid(), store(ends.get(1 + clusters.size() + index)));
        }
        return new Answers(ends.getFirst().trouble(), surveys, stores);
    }

    private static Store answered(Call call, DatabaseObject database) {
        MailboxDatabase store = call.administration().databases().mounted(database.header().guid()).orElseThrow(() ->
                new ShellException("it was dismounted a moment ago"));
        store.requireAnswer();
        return new Store(database.copies().size() > 1 ? store.standbys() : List.of());
    }

    private static Optional<Survey> survey(End<Object> end) {
        if (end instanceof End.Done<Object>(Object said, Duration _)) {
            return said instanceof Optional<?> found && found.orElse(null) instanceof Survey survey
                    ? Optional.of(survey) : Optional.empty();
        }
        return Optional.of(new Survey(Optional.empty(), List.of(), false, end.trouble()));
    }

    private static End<Store> store(End<Object> end) {
        return switch (end) {
            case End.Done<Object>(Object said, Duration took) -> new End.Done<>((Store) said, took);
            case End.Failed<Object>(RuntimeException why) -> new End.Failed<>(why);
            case End.Late<Object>(Duration late) -> new End.Late<>(late);
        };
    }

    /// Those together that one Patroni looks after.
    private static List<List<DatabaseObject>> clusters(List<DatabaseObject> databases) {
        var clusters = new ArrayList<List<DatabaseObject>>();
        for (DatabaseObject database : databases) {
            String url = database.setting(DatabaseProperty.PATRONI_URL);
            boolean replicated = database.copies().size() > 1;
            clusters.stream().filter(beside -> beside.getFirst().isBeside(database)
                    && beside.getFirst().setting(DatabaseProperty.PATRONI_URL).equals(url)
                    && beside.getFirst().copies().size() > 1 == replicated).findFirst().orElseGet(() -> {
                        var alone = new ArrayList<DatabaseObject>();
                        clusters.add(alone);
                        return alone;
                    }).add(database);
        }
        return clusters;
    }

    private static ShellObject view(Call call, ExchangeServer server, ReplicationChecks.Check check,
            List<String> failures) {
        String identity = server.name() + "\\" + check.label();
        return new View(call.organization()).put("Server", server.name()).put("Check", check.label())
                .put("CheckDescription", check.description())
                .put("Result", failures.isEmpty() ? "Passed" : "*FAILED*")
                .put("Error", String.join("; ", failures)).put("Identity", identity).put("IsValid", true)
                .as("ReplicationCheckOutcome", identity, "Server", "Check", "Result", "Error");
    }
}
