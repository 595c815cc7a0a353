package org.gatehouse.shell.cmdlets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.SentOn;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.CopyState;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;
import org.gatehouse.store.MailboxDatabase;

/// Copies of mailbox databases: which there are, how they are, which is the active one.
final class DatabaseCopyCmdlets {
    private static final DatabaseObject.Kind KIND = DatabaseObject.Kind.MAILBOX;
    private static final Duration NOTE_AGAIN = Duration.ofMillis(500);
    /// Half a minute: a lease of Patroni.
    private static final int NOTE_AGAIN_MAX = 60;
    private static final Parameter<String> DATABASE = Parameter.identity(
            "The database: name, distinguished name, legacy DN or GUID.", Source.MAILBOX_DATABASES);
    private static final Parameter<String> COPY = Parameter.identity(
            "The copy as DATABASE\\SERVER.", Source.MAILBOX_DATABASES);
    private static final Parameter<String> COPIES = Parameter.identity("The copy as DATABASE\\SERVER, or a database "
            + "for all its copies; wildcards in both, as in DB1\\* or *\\MBX2.", Source.MAILBOX_DATABASES);
    private static final Parameter<String> MAILBOX_SERVER = Parameter.of("MailboxServer", Kind.IDENTITY,
            "The mailbox server that is to have a copy, of the same database availability group.")
                    .from(Source.SERVERS).required();
    private static final Parameter<Integer> PREFERENCE = Parameter.of("ActivationPreference", Kind.INTEGER,
            "From 1, preferred most, to the number of copies; the last place if not given.");
    private static final Parameter<String> MEMBER = Parameter.text("Member",
            "What Patroni calls the standby, where that is not the server's name (an addition of this shell).");
    private static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "All copies on this server.").from(Source.SERVERS);
    private static final Parameter<Boolean> ACTIVE = Parameter.flag("Active", "Active copies only.");
    private static final Parameter<Boolean> LOCAL = Parameter.flag("Local", "Copies on this server only.");
    private static final Parameter<Boolean> ERRORS = Parameter.flag("ExtendedErrorInfo",
            "Accepted; errors are always shown.");
    private static final Parameter<Boolean> CONNECTIONS = Parameter.flag("ConnectionStatus",
            "Accepted; nothing more is shown.");
    private static final Parameter<String> SOURCE = Parameter.of("Server", Kind.IDENTITY,
            "All databases that are active on this server, instead of one.").from(Source.SERVERS);
    private static final Parameter<String> TARGET = Parameter.of("ActivateOnServer", Kind.IDENTITY,
            "The server whose copy is to be the active one; the best one if not given.").at(2).from(Source.SERVERS);
    private static final Parameter<String> DIAL = Parameter.of("MountDialOverride", Kind.oneOf("None", "Lossless",
            "GoodAvailability", "BestAvailability", "BestEffort"),
            "Accepted; a copy that is asked for here always gets everything first.");
    private static final Parameter<String> COMMENT = Parameter.text("MoveComment", "Noted in the log.");
    private static final Parameter<Boolean> SKIP_HEALTH = Parameter.flag("SkipHealthChecks",
            "Takes a copy that does not follow.");
    private static final Parameter<Boolean> SKIP_LAG = Parameter.flag("SkipLagChecks", "Takes a copy that is behind.");
    private static final Parameter<Boolean> SKIP_CLIENT = Parameter.flag("SkipClientExperienceChecks",
            "Accepted; there are no indexes to wait for.");
    private static final Parameter<Boolean> SKIP_ACTIVE = Parameter.flag("SkipActiveCopyChecks",
            "Does not ask whether the active copy is in use.");
    private static final Parameter<Boolean> TERMINATE = Parameter.flag("TerminateOnWarning",
            "Does nothing where there is something to warn of.");
    static final Parameter<Integer> SYNCHRONOUS = Parameter.of("SynchronousCopies", Kind.INTEGER,
            "How many copies have a change before it is acknowledged; 0 for none (an addition of this shell).");

    private DatabaseCopyCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Add-MailboxDatabaseCopy", "Describes a copy that a standby of the database's server is.")
                        .takes(DATABASE.required(), MAILBOX_SERVER, PREFERENCE, MEMBER, AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("Add-MailboxDatabaseCopy -Identity DB1 -MailboxServer MBX2")
                        .does(DatabaseCopyCmdlets::add),
                Cmdlet.named("Remove-MailboxDatabaseCopy", "Forgets a copy that is not the active one.")
                        .takes(COPY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-MailboxDatabaseCopy -Identity DB1\\MBX2").does(DatabaseCopyCmdlets::remove),
                Cmdlet.named("Set-MailboxDatabaseCopy", "Changes a copy.")
                        .takes(COPY.required(), PREFERENCE, MEMBER, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-MailboxDatabaseCopy DB1\\MBX2 -ActivationPreference 1")
                        .does(DatabaseCopyCmdlets::set),
                Cmdlet.named("Get-MailboxDatabaseCopyStatus", "Shows how copies are and how far they are behind.")
                        .takes(SERVER.pipedFrom("MailboxServer", "ExchangeServer"), COPIES, ACTIVE, LOCAL, ERRORS,
                                CONNECTIONS, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-MailboxDatabaseCopyStatus DB1", "Get-MailboxDatabaseCopyStatus -Server MBX2",
                                "Get-MailboxDatabaseCopyStatus *\\MBX2")
                        .does(DatabaseCopyCmdlets::status),
                Cmdlet.named("Move-ActiveMailboxDatabase", "Makes another copy of a database the active one.")
                        .takes(DATABASE.requiredUnless(SOURCE), TARGET, SOURCE, DIAL, COMMENT, SKIP_HEALTH, SKIP_LAG,
                                SKIP_CLIENT, SKIP_ACTIVE, TERMINATE, AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Move-ActiveMailboxDatabase DB1 -ActivateOnServer MBX2")
                        .does(DatabaseCopyCmdlets::move));
    }

    private static void add(Call call, Stage out) {
        DatabaseObject database = DatabaseCmdlets.find(call, KIND, call.get(DATABASE));
        if (!call.proceeds("Adding a copy of database '" + database.name() + "' on server '"
                + call.get(MAILBOX_SERVER) + "'.")) {
            return;
        }
        // Where a database is that is placed beside the directory only a process that has it knows.
        if (call.administration().databases().mounted(database.header().guid()).filter(MailboxDatabase::isFile)
                .isPresent()) {
            throw new ShellException("-Identity '" + database.name() + "': is in a file of its server. Only databases "
                    + "on PostgreSQL are replicated: move its mailboxes to one.");
        }
        DatabaseObject made = call.told(call.organization().databaseCopies().add(database.header().guid().toString(),
                call.get(MAILBOX_SERVER), call.find(PREFERENCE).orElse(0), call.text(MEMBER)), out);
        if (!call.whatIf()) {
            lookFor(call, made);
        }
    }

    /// Warns of copies that Patroni does not have.
    private static void lookFor(Call call, DatabaseObject database) {
        DatabaseCopies now = DatabaseCopies.of(call, database);
        if (!now.trouble().isEmpty()) {
            call.warn(now.trouble() + ". Where Patroni answers elsewhere than at port 8008 of the hosts of the"
                    + " connection string, Set-MailboxDatabase -PatroniUrl says so.");
            return;
        }
        now.states().stream().filter(copy -> copy.status() == CopyState.Status.SERVICE_DOWN).forEach(copy ->
                call.warn("Patroni has no running server for the copy on '" + copy.server()
                        + "' yet. Start PostgreSQL under Patroni there, or name its member with -Member."));
    }

    private static void remove(Call call, Stage out) {
        Named copy = named(call);
        if (call.proceeds("Removing the copy of database '" + copy.database.name() + "' on server '" + copy.server
                + "'.")) {
            call.told(call.organization().databaseCopies().remove(copy.guid(), copy.server), out);
        }
    }

    private static void set(Call call, Stage out) {
        Named copy = named(call);
        if (call.find(PREFERENCE).isEmpty() && call.find(MEMBER).isEmpty()) {
            call.warn("Nothing was changed: give -ActivationPreference or -Member a value.");
            return;
        }
        if (call.proceeds("Changing the copy of database '" + copy.database.name() + "' on server '" + copy.server
                + "'.")) {
            DatabaseObject changed = call.told(call.organization().databaseCopies().set(copy.guid(), copy.server,
                    call.find(PREFERENCE), call.find(MEMBER)), out);
            if (!call.whatIf() && call.find(MEMBER).isPresent()) {
                lookFor(call, changed);
            }
        }
    }

    private record Named(DatabaseObject database, String server) {
        String guid() {
            return database.header().guid().toString();
        }
    }

    /// A copy that there is.
    private static Named named(Call call) {
        String identity = call.get(COPY);
        int backslash = identity.indexOf('\\');
        if (backslash < 1) {
            throw new ShellException("-Identity '" + identity + "' names no copy: write DATABASE\\SERVER.");
        }
        DatabaseObject database = call.organization().databases().get(KIND, identity.substring(0, backslash));
        return new Named(database, call.organization().databaseCopies().require(database,
                identity.substring(backslash + 1)).server());
    }

    private static void status(Call call, Stage out) {
        String identity = call.text(COPY);
        int backslash = identity.indexOf('\\');
        if (backslash == 0 || backslash > 0 && backslash == identity.length() - 1) {
            throw new ShellException("-Identity '" + identity + "' names no copy: write DATABASE\\SERVER, with "
                    + "wildcards for several, as in " + (backslash == 0 ? "*" + identity : identity + "*") + ".");
        }
        String wanted = backslash < 0 ? "" : identity.substring(backslash + 1);
        String server = serverOf(call, wanted);
        boolean several = Wildcard.in(backslash < 0 ? identity : identity.substring(0, backslash));
        var copiesOn = new Wildcard(server.isEmpty() ? "*" : server);
        var unknown = new ArrayList<String>();
        var troubles = new LinkedHashSet<String>();
        for (DatabaseObject database : databases(call, backslash < 0 ? identity : identity.substring(0, backslash))) {
            if (!wanted.isEmpty() && !Wildcard.in(wanted) && !several) {
                DatabaseObject.Copy _ = call.organization().databaseCopies().require(database, wanted);
            }
            if (database.copies().stream().noneMatch(copy -> copiesOn.matches(copy.server()))) {
                continue;
            }
            DatabaseCopies copies = DatabaseCopies.of(call, database);
            copies.states().stream().filter(copy -> copiesOn.matches(copy.server()))
                    .filter(copy -> !call.is(ACTIVE) || copy.isActive())
                    .forEach(copy -> out.accept(view(call, copies, copy)));
            if (!copies.trouble().isEmpty()) {
                troubles.add(copies.trouble() + ". What is shown is what is known without it.");
            }
            if (copies.active().filter(copy -> copy.status() == CopyState.Status.UNKNOWN).isPresent()) {
                unknown.add(database.name());
            }
        }
        troubles.forEach(call::warn);
        if (!unknown.isEmpty()) {
            call.warn("Whether they are mounted is not known to this process, which does not open them: "
                    + String.join(", ", unknown) + ". Ask the shell of a server that does.");
        }
    }

    /// A name or a pattern; empty for all servers.
    ///
    /// @param wanted the server that the identity names
    private static String serverOf(Call call, String wanted) {
        boolean named = call.find(SERVER).isPresent();
        if (named && call.is(LOCAL) || !wanted.isEmpty() && (named || call.is(LOCAL))) {
            throw new ShellException("-Server, -Local and a server in -Identity say each where the copies are; leave "
                    + "all but one out.");
        }
        if (named) {
            return call.organization().servers().get("Server", call.get(SERVER)).name();
        }
        String local = call.administration().localServer();
        if (call.is(LOCAL) && local.isEmpty()) {
            throw new ShellException("-Local: this process runs several servers. Name one with -Server.");
        }
        return call.is(LOCAL) ? local : wanted;
    }

    /// One by any identity, several by a pattern of names, or all.
    private static List<DatabaseObject> databases(Call call, String identity) {
        if (!identity.isEmpty() && !Wildcard.in(identity)) {
            return List.of(call.organization().databases().get(KIND, identity));
        }
        var names = new Wildcard(identity.isEmpty() ? "*" : identity);
        return call.organization().databases().all(KIND).stream().filter(database -> names.matches(database.name()))
                .toList();
    }

    private static ShellObject view(Call call, DatabaseCopies copies, CopyState copy) {
        String identity = copies.database().name() + "\\" + copy.server();
        Optional<MailboxDatabase.Standby> standby = copies.standby(call, copy.server());
        boolean unknown = copy.copyBytes() == Long.MAX_VALUE;
        return new View(call.organization()).put("Identity", identity).put("Name", identity)
                .put("DatabaseName", copies.database().name()).put("Status", copy.status().label())
                .put("MailboxServer", copy.server())
                .put("ActiveDatabaseCopy", copies.active().map(CopyState::server).orElse(copies.database().server()))
                .put("ActivationPreference", (long) copy.preference())
                .put("ActiveCopy", copy.isActive())
                .put("CopyQueueLength", unknown ? null : copy.copyQueue())
                .put("ReplayQueueLength", unknown ? null : copy.replayQueue())
                .put("CopyQueueBytes", unknown ? null : copy.copyBytes()).put("ReplayQueueBytes", copy.replayBytes())
                .put("Synchronous", standby.map(MailboxDatabase.Standby::synchronous).orElse(false))
                .put("LastInspectedLogTime", standby.flatMap(MailboxDatabase.Standby::told).orElse(null))
                .put("ErrorMessage", copies.trouble()).put("ContentIndexState", null).put("IsValid", true)
                .as("DatabaseCopyStatusEntry", identity, "Name", "Status", "CopyQueueLength", "ReplayQueueLength",
                        "LastInspectedLogTime", "ContentIndexState");
    }

    private static void move(Call call, Stage out) {
        MailboxCmdlets.requireOne(call, DATABASE, SOURCE);
        List<DatabaseObject> chosen = new ArrayList<>();
        if (call.find(SOURCE).isPresent()) {
            call.organization().databases().onServer(KIND, call.get(SOURCE)).stream()
                    .filter(database -> database.copies().size() > 1)
                    .filter(database -> chosen.stream().noneMatch(database::isBeside)).forEach(chosen::add);
            if (chosen.isEmpty()) {
                call.warn("Nothing was moved: no database with other copies is active on server '" + call.get(SOURCE)
                        + "'.");
            }
        } else {
            chosen.add(DatabaseCmdlets.find(call, KIND, call.get(DATABASE)));
        }
        for (DatabaseObject database : chosen) {
            try {
                move(call, out, database);
            } catch (ShellException | DirectoryException stays) {
                call.failed(stays); // the server's others are moved all the same
            }
        }
    }

    private static void move(Call call, Stage out, DatabaseObject database) {
        DatabaseCopies copies = DatabaseCopies.of(call, database);
        if (!copies.trouble().isEmpty()) {
            throw new ShellException(copies.trouble() + ".");
        }
        Cluster cluster = copies.cluster().orElseThrow(() -> new ShellException("The database '" + database.name()
                + "' has one copy. Add-MailboxDatabaseCopy adds others."));
        Optional<String> there = call.find(TARGET).map(server -> call.organization().servers()
                .get("ActivateOnServer", server).name());
        if (there.isPresent() && copies.active().map(CopyState::server).filter(there.get()::equalsIgnoreCase)
                .isPresent()) {
            // As it is with those of a pipeline that moved along with one before them.
            call.warn("The active copy of database '" + database.name() + "' is on server '" + there.get()
                    + "' already; nothing was moved.");
            return;
        }
        CopyState target = target(call, copies);
        String from = cluster.primary().map(Cluster.Member::name).orElseThrow(() -> new ShellException("The database '"
                + database.name() + "' has no primary now; wait until Patroni has elected one."));
        String to = cluster.of(call.organization().databaseCopies().require(database, target.server()),
                DatabaseCopies.fqdn(call, target.server())).map(Cluster.Member::name).orElseThrow(() ->
                        new ShellException("Patroni has no server for the copy of '" + database.name() + "' on '"
                                + target.server() + "'. Start PostgreSQL under Patroni there, or name its member with "
                                + "Set-MailboxDatabaseCopy -Member."));
        List<String> beside = call.organization().databaseCopies().neighbours(database);
        List<SentOn> sentOn = call.organization().clientHomes().ifActiveOn(database, target.server());
        var warnings = new ArrayList<>(SentOn.warnings(sentOn));
        if (!beside.isEmpty()) {
            warnings.addFirst("These databases are on the same PostgreSQL servers and move along: "
                    + String.join(", ", beside) + ".");
        }
        if (call.is(TERMINATE) && !warnings.isEmpty()) {
            throw new ShellException(warnings.getFirst() + " Nothing was done (-TerminateOnWarning).");
        }
        warnings.forEach(call::warn);
        String start = copies.active().map(CopyState::server).orElse(database.server());
        if (!call.proceeds("Moving the active copy of database '" + database.name() + "' from server '" + start
                + "' to server '" + target.server() + "'." + call.find(COMMENT).map(said -> " " + said).orElse(""))
                || !call.really("Move the active copy of database '" + database.name() + "' to server '"
                        + target.server() + "'.")) {
            call.sentOn(sentOn, out);
            return;
        }
        try {
            call.administration().replication().switchOver(database, from, to);
        } catch (ReplicationException refused) {
            throw new ShellException("The active copy of '" + database.name() + "' stays on '" + start + "': "
                    + refused.getMessage(), refused);
        }
        note(call, database, target.server());
        out.accept(new View(call.organization()).put("Identity", database.name())
                .put("ActiveServerAtStart", start).put("ActiveServerAtEnd", target.server())
                .put("Status", "Succeeded").put("NumberOfLogsLost", 0L)
                .as("DatabaseMoveResult", database.name(), "Identity", "ActiveServerAtStart", "ActiveServerAtEnd",
                        "Status", "NumberOfLogsLost"));
    }

    /// The move is done by then, whatever the directory answers. A directory on the servers that have just switched
    /// over is away for some seconds, so it is waited for.
    private static void note(Call call, DatabaseObject database, String server) {
        for (int left = NOTE_AGAIN_MAX;; left--) {
            try {
                call.organization().databaseCopies().activated(database, server);
                return;
            } catch (DirectoryException unnoted) {
                if (!unnoted.isAway() || left == 0) {
                    call.warn("The active copy of '" + database.name() + "' is on '" + server + "' now, which could "
                            + "not be noted in the directory: " + unnoted.getMessage()
                            + " The servers note it when they can.");
                    return;
                }
                call.console().pause(NOTE_AGAIN);
            }
        }
    }

    /// The copy that is asked for, when nothing speaks against it, else the best one of which nothing does.
    private static CopyState target(Call call, DatabaseCopies copies) {
        boolean health = call.is(SKIP_HEALTH);
        boolean lag = call.is(SKIP_LAG);
        String name = copies.database().name();
        if (call.find(TARGET).isPresent()) {
            String server = call.organization().servers().get("ActivateOnServer", call.get(TARGET)).name();
            CopyState wanted = copies.states().stream().filter(copy -> copy.server().equalsIgnoreCase(server))
                    .findFirst().orElseThrow(() -> new ShellException("-ActivateOnServer '" + server
                            + "': there is no copy of '" + name + "'. Add-MailboxDatabaseCopy adds one."));
            wanted.refusal(health, lag).ifPresent(why -> {
                throw new ShellException("-ActivateOnServer '" + server + "': the copy of '" + name
                        + "' is not activated, since " + why + ".");
            });
            return wanted;
        }
        return copies.states().stream().filter(copy -> copy.refusal(health, lag).isEmpty()).findFirst()
                .orElseThrow(() -> new ShellException("No copy of '" + name + "' can be activated: "
                        + String.join("; ", copies.states().stream().filter(copy -> !copy.isActive())
                                .map(copy -> copy.server() + ": " + copy.refusal(health, lag).orElse("")).toList())
                        + "."));
    }

    /// Has changes wait for so many copies before they are acknowledged.
    static void synchronous(Call call, DatabaseObject database, int count) {
        int standbys = database.copies().size() - 1;
        if (standbys == 0 && count != 0) {
            throw new ShellException("-SynchronousCopies " + count + ": '" + database.name() + "' has one copy. "
                    + "Add-MailboxDatabaseCopy adds others.");
        }
        if (count < 0 || count > standbys) {
            throw new ShellException("-SynchronousCopies " + count + ": '" + database.name() + "' has " + standbys
                    + (standbys == 1 ? " copy" : " copies") + " besides the active one. Give a number from 0 to "
                    + standbys + ".");
        }
        if (!call.proceeds("Having changes of database '" + database.name() + "' wait for " + count + " copies.")
                || !call.really("Have changes of database '" + database.name() + "' wait for " + count + " copies.")) {
            return;
        }
        List<String> beside = call.organization().databaseCopies().neighbours(database);
        if (!beside.isEmpty()) {
            call.warn("That holds for all databases on the same PostgreSQL servers: " + String.join(", ", beside)
                    + " too.");
        }
        try {
            call.administration().replication().setSynchronousCopies(database, count);
        } catch (ReplicationException refused) {
            throw new ShellException("Nothing was changed: " + refused.getMessage(), refused);
        }
    }
}
