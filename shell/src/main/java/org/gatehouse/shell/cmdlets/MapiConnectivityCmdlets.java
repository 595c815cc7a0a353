package org.gatehouse.shell.cmdlets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.SideBySide.End;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.store.MailboxDatabase;

/// Whether mailboxes can be opened: a mailbox of each database is, in the process that serves the database.
final class MapiConnectivityCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity("This mailbox: any identity of it.",
            Source.MAILBOXES);
    private static final Parameter<String> DATABASE = Parameter.of("Database", Kind.IDENTITY,
            "A mailbox of this database.").from(Source.MAILBOX_DATABASES).pipedFrom("MailboxDatabase");
    private static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "A mailbox of each database that is active on this server; on the local one, or all that this process "
                    + "opens, if nothing is given.").from(Source.SERVERS).pipedFrom("ExchangeServer");
    private static final Parameter<Integer> DIRECTORY_MAX = Parameter.of("ActiveDirectoryTimeout", Kind.INTEGER,
            "How many seconds the directory may take; 15 if not given.");
    private static final Parameter<Integer> ONE_MAX = Parameter.of("PerConnectionTimeout", Kind.INTEGER,
            "How many seconds each logon may take; all are tried side by side. 10 if not given.");
    private static final Parameter<Integer> ALL_MAX = Parameter.of("AllConnectionsTimeout", Kind.INTEGER,
            "How many seconds all logons together may take; 90 if not given.");
    private static final int DIRECTORY_PRESET = 15;
    private static final int ONE_PRESET = 10;
    private static final int ALL_PRESET = 90;
    private static final int SECONDS_MAX = 3_600;

    private MapiConnectivityCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Test-MapiConnectivity",
                "Opens a mailbox of each database and reads its Inbox, and tells how long that took.")
                .takes(DATABASE, SERVER, IDENTITY, DIRECTORY_MAX, ONE_MAX, ALL_MAX, AnyCmdlet.DOMAIN_CONTROLLER)
                .example("Test-MapiConnectivity -Database DB01", "Test-MapiConnectivity anna.berg | Format-List",
                        "Get-MailboxDatabase | Test-MapiConnectivity")
                .does(MapiConnectivityCmdlets::test));
    }

    /// What is to be tried.
    ///
    /// @param mailbox the one that was asked for
    private record Target(DatabaseObject database, Optional<MailboxUser> mailbox) {
        UUID guid() {
            return database.header().guid();
        }
    }

    /// What a logon found.
    ///
    /// @param mailbox its owner's name; empty when there was none to open
    /// @param skipped why nothing was opened, though the database answers; empty when something was
    private record Seen(String mailbox, int items, String skipped) {}

    private static void test(Call call, Stage out) {
        Duration directoryMax = ReplicationHealthCmdlets.seconds(call, DIRECTORY_MAX, DIRECTORY_PRESET, SECONDS_MAX);
        Duration one = ReplicationHealthCmdlets.seconds(call, ONE_MAX, ONE_PRESET, SECONDS_MAX);
        Duration all = ReplicationHealthCmdlets.seconds(call, ALL_MAX, ALL_PRESET, SECONDS_MAX);
        String directory = call.administration().sideBySide().<Object>all(List.of(() -> {
            call.organization().directory().requireAnswer();
            return "";
        }), directoryMax).getFirst().trouble();
        if (!directory.isEmpty()) {
            call.warn("The directory, which each logon asks: " + directory);
        }
        List<Target> here = new ArrayList<>();
        for (Target target : targets(call)) {
            if (call.administration().databases().opens(target.guid())) {
                here.add(target);
            } else {
                call.failed(new ShellException("Database '" + target.database.name() + "' is not opened by this "
                        + "process, which cannot tell whether it works. Ask the shell of a server that opens it ("
                        + target.database.server() + ")."));
            }
        }
        List<Supplier<Seen>> works = here.stream().<Supplier<Seen>>map(target -> () -> seen(call, target)).toList();
        List<End<Seen>> ends = call.administration().sideBySide().all(works, one.compareTo(all) < 0 ? one : all);
        for (int index = 0; index < here.size(); index++) {
            out.accept(view(call, here.get(index), ends.get(index), directory));
        }
    }

    private static List<Target> targets(Call call) {
        if (Stream.of(IDENTITY, DATABASE, SERVER).filter(each -> !call.text(each).isEmpty()).count() > 1) {
            throw new ShellException("Give one of -Identity, -Database and -Server.");
        }
        if (!call.text(IDENTITY).isEmpty()) {
            MailboxUser user = call.organization().mailboxes().get(call.get(IDENTITY));
            UUID home = user.mailbox().orElseThrow().databaseGuid();
            return List.of(new Target(call.organization().databases().find(home).orElseThrow(() -> new ShellException(
                    "The database of '" + user.displayName() + "' is not in the directory any more.")),
                    Optional.of(user)));
        }
        if (!call.text(DATABASE).isEmpty()) {
            return List.of(new Target(DatabaseCmdlets.find(call, DatabaseObject.Kind.MAILBOX, "Database",
                    call.get(DATABASE)), Optional.empty()));
        }
        String server = call.text(SERVER).isEmpty() ? call.administration().localServer()
                : call.organization().servers().get("Server", call.get(SERVER)).name();
        return call.organization().databases().all(DatabaseObject.Kind.MAILBOX).stream()
                .filter(database -> server.isEmpty() ? call.administration().databases().opens(database.header().guid())
                        : database.server().equalsIgnoreCase(server))
                .map(database -> new Target(database, Optional.empty())).toList();
    }

    private static Seen seen(Call call, Target target) {
        MailboxDatabase store = call.administration().databases().mounted(target.guid()).orElseThrow(() ->
                new ShellException("The database is not mounted."));
        store.requireAnswer();
        Optional<MailboxDatabase.Trial> trial = store.tryOut(target.mailbox.flatMap(MailboxUser::mailbox)
                .map(MailboxUser.Mailbox::guid));
        if (trial.isEmpty()) {
            return new Seen("", 0, target.mailbox.isPresent() ? "The database answers and has nothing of this mailbox "
                    + "yet: nobody has logged on to it and no mail has come."
                    : "The database answers and has no mailbox that one could open.");
        }
        UUID opened = trial.get().mailbox();
        return new Seen(call.organization().mailboxes().holding(opened).map(MailboxUser::displayName)
                .orElse(opened.toString()), trial.get().inboxItems(), "");
    }

    private static ShellObject view(Call call, Target target, End<Seen> end, String directory) {
        String database = target.database.name();
        Seen seen = end instanceof End.Done<Seen>(Seen found, Duration _) ? found : new Seen("", 0, "");
        String error = !end.trouble().isEmpty() ? end.trouble() : !directory.isEmpty() ? directory : seen.skipped;
        String result = !end.trouble().isEmpty() || !directory.isEmpty() ? "*FAILURE*"
                : seen.skipped.isEmpty() ? "Success" : "Skipped";
        String mailbox = seen.mailbox.isEmpty() ? target.mailbox.map(MailboxUser::displayName).orElse("")
                : seen.mailbox;
        return new View(call.organization()).put("MailboxServer", target.database.server()).put("Database", database)
                .put("Mailbox", mailbox).put("InboxItemCount", result.equals("Success") ? (long) seen.items : null)
                .put("StartTime", call.clock().instant())
                .put("Latency", end instanceof End.Done<Seen>(Seen _, Duration took) && seen.skipped.isEmpty() ? took
                        : null)
                .put("Result", result).put("Error", error).put("Identity", database).put("IsValid", true)
                .as("MapiTransactionOutcome", database, "MailboxServer", "Database", "Result", "Error");
    }
}
