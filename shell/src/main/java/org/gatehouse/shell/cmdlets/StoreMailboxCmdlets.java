package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.MailboxQuotas;
import org.gatehouse.directory.organization.MailboxType;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Mailboxes;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ByteSize;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.store.Departures;
import org.gatehouse.store.Departures.Departed;
import org.gatehouse.store.Departures.Reason;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxDatabase.MailboxStatistics;
import org.jspecify.annotations.Nullable;

/// Mailboxes as databases have them, also those that are nobody's.
final class StoreMailboxCmdlets {
    private static final int KILOBYTE = 1024;

    private static final Parameter<String> DATABASE = Parameter.of("Database", Kind.IDENTITY,
            "The mailbox database.").from(Source.MAILBOX_DATABASES);
    private static final Parameter<String> LISTED = DATABASE.pipedFrom("MailboxDatabase");
    private static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "All databases of this server; of the local one if nothing is given.").from(Source.SERVERS)
            .pipedFrom("ExchangeServer", "MailboxServer");
    private static final Parameter<String> WITHIN = Parameter.of("StoreMailboxIdentity", Kind.IDENTITY,
            "Only this mailbox of -Database: GUID, legacy DN or display name.");
    private static final Parameter<String> DISCONNECTED = Parameter.of("Identity", Kind.IDENTITY,
            "The disconnected mailbox: GUID, legacy DN or display name.").at(1).piped("MailboxGuid", ".");
    private static final Parameter<String> OF = DATABASE.at(2).piped("Database");
    private static final Parameter<String> USER = Parameter.of("User", Kind.IDENTITY,
            "The user who gets the mailbox and has none: name, user principal name, DOMAIN\\account or GUID.");
    private static final Parameter<String> ALIAS = Parameter.text("Alias",
            "The short mail name; the account's name if not given.");
    private static final Parameter<Boolean> VALIDATE = Parameter.flag("ValidateOnly",
            "Only looks whether it can be done.");
    private static final Parameter<Boolean> ROOM = Parameter.flag("Room", "It becomes the mailbox of a room.");
    private static final Parameter<Boolean> EQUIPMENT = Parameter.flag("Equipment",
            "It becomes the mailbox of a piece of equipment.");
    private static final Parameter<Boolean> SHARED = Parameter.flag("Shared", "It becomes a shared mailbox.");
    private static final Parameter<String> STATE = Parameter.of("MailboxState", Kind.oneOf("Disabled", "SoftDeleted"),
            "Which of them: what a user gave up, or what a move left behind.");

    private StoreMailboxCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Get-MailboxStatistics", "Shows what mailboxes hold, also disconnected ones.")
                        .takes(LISTED, SERVER, MailboxCmdlets.IDENTITY, WITHIN, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-MailboxStatistics -Identity anna.berg")
                        .example("Get-MailboxStatistics -Database DB01 | Where-Object { $_.DisconnectReason -eq "
                                + "'SoftDeleted' } | Format-List DisplayName,MailboxGuid,DisconnectDate")
                        .does(StoreMailboxCmdlets::statistics),
                Cmdlet.named("Connect-Mailbox", "Gives a disconnected mailbox to a user who has none.")
                        .takes(DISCONNECTED.required(), OF.required(), USER, ALIAS, ROOM, EQUIPMENT, SHARED, VALIDATE,
                                AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Connect-Mailbox -Identity \"Anna Berg\" -Database DB01 -User anna.berg")
                        .does(StoreMailboxCmdlets::connect),
                Cmdlet.named("Remove-StoreMailbox", "Removes a disconnected mailbox from its database for good.")
                        .takes(OF.required(), DISCONNECTED.required(), STATE.required(), AnyCmdlet.DOMAIN_CONTROLLER)
                        .destroys().example("Remove-StoreMailbox -Database DB01 -Identity "
                                + "1294014d-a0ad-46c0-991d-656610940d06 -MailboxState SoftDeleted")
                        .does(StoreMailboxCmdlets::remove));
    }

    /// Once its user has it no longer. Where the database is not mounted here, whoever has it finds out within an hour.
    static void disconnect(Call call, MailboxUser user) {
        if (!call.whatIf()) {
            user.mailbox().ifPresent(box -> call.administration().databases().mounted(box.databaseGuid())
                    .ifPresent(database -> database.departures().disconnect(box.guid())));
        }
    }

    static MailboxDatabase mounted(Call call, DatabaseObject home) {
        return call.administration().databases().mounted(home.header().guid()).orElseThrow(() -> new ShellException(
                "Database '" + home.name() + "' is not mounted in this process. Mount it, or ask the shell of a server "
                        + "that has it (" + home.server() + ")."));
    }

    private static void statistics(Call call, Stage out) {
        if (!call.text(MailboxCmdlets.IDENTITY).isEmpty()) {
            MailboxUser user = call.organization().mailboxes().get(call.get(MailboxCmdlets.IDENTITY));
            MailboxUser.Mailbox box = user.mailbox().orElseThrow();
            DatabaseObject home = home(call, box.databaseGuid().toString());
            mounted(call, home).statistics(box.guid()).ifPresentOrElse(
                    found -> out.accept(shown(call, home, found, null)),
                    () -> call.warn("There is nothing in the mailbox of '" + user.displayName() + "' to be counted: "
                            + "nobody has logged on to it and no mail has come."));
            return;
        }
        List<DatabaseObject> homes = call.text(LISTED).isEmpty() ? ofServer(call)
                : List.of(home(call, call.get(LISTED)));
        for (DatabaseObject home : homes) {
            try {
                list(call, home, out);
            } catch (ShellException notHere) {
                call.failed(notHere);
            }
        }
    }

    private static DatabaseObject home(Call call, String identity) {
        return DatabaseCmdlets.find(call, DatabaseObject.Kind.MAILBOX, "Database", identity);
    }

    private static List<DatabaseObject> ofServer(Call call) {
        String server = call.text(SERVER).isEmpty() ? call.administration().localServer()
                : call.organization().servers().get("Server", call.get(SERVER)).name();
        if (server.isEmpty()) {
            throw new ShellException("This process runs several servers: name one with -Server, or a mailbox, or a "
                    + "-Database.");
        }
        return call.organization().databases().all(DatabaseObject.Kind.MAILBOX).stream()
                .filter(database -> database.server().equalsIgnoreCase(server)).toList();
    }

    private static void list(Call call, DatabaseObject home, Stage out) {
        MailboxDatabase database = mounted(call, home);
        String within = call.text(WITHIN);
        database.statistics().stream().filter(found -> within.isEmpty() || names(within, found))
                .forEach(found -> out.accept(shown(call, home, found, null)));
        database.departures().all().stream().filter(gone -> within.isEmpty() || names(within, gone.left()))
                .forEach(gone -> out.accept(shown(call, home, gone.left(), gone)));
    }

    private static boolean names(String identity, MailboxStatistics mailbox) {
        return Names.guid(identity).equals(Optional.of(mailbox.mailboxGuid()))
                || mailbox.displayName().equalsIgnoreCase(identity) || mailbox.legacyDn().equalsIgnoreCase(identity);
    }

    private static ShellObject shown(Call call, DatabaseObject home, MailboxStatistics found, @Nullable Departed gone) {
        return new View(call.organization()).put("AssociatedItemCount", found.associatedItems())
                .put("DeletedItemCount", found.deletedItems())
                .put("DisconnectDate", gone == null ? null : gone.since())
                .put("DisconnectReason", gone == null ? null : reason(gone.reason()))
                .put("DisplayName", found.displayName()).put("ItemCount", found.items())
                .put("LegacyDN", found.legacyDn()).put("MailboxGuid", found.mailboxGuid())
                .put("StorageLimitStatus", gone == null ? call.organization().mailboxes().holding(found.mailboxGuid())
                        .map(user -> status(call.organization().mailboxes().limits(user), found.bytes())).orElse(null)
                        : null)
                .put("TotalDeletedItemSize", new ByteSize(found.deletedBytes()))
                .put("TotalItemSize", new ByteSize(found.bytes())).put("Database", home.name())
                .put("ServerName", home.server()).put("DatabaseName", home.name())
                .put("Identity", found.mailboxGuid()).put("IsValid", true)
                .as("MailboxStatistics", found.displayName(), "DisplayName", "ItemCount", "StorageLimitStatus",
                        "TotalItemSize");
    }

    private static String reason(Reason reason) {
        return switch (reason) {
            case DISABLED -> "Disabled";
            case SOFT_DELETED -> "SoftDeleted";
        };
    }

    private static String status(MailboxQuotas.Limits limits, long bytes) {
        if (isOver(limits.prohibitSendReceive(), bytes)) {
            return "MailboxDisabled";
        }
        if (isOver(limits.prohibitSend(), bytes)) {
            return "ProhibitSend";
        }
        boolean any = limits.issueWarning().isPresent() || limits.prohibitSend().isPresent()
                || limits.prohibitSendReceive().isPresent();
        return isOver(limits.issueWarning(), bytes) ? "IssueWarning" : any ? "BelowLimit" : "NoChecking";
    }

    private static boolean isOver(OptionalInt kilobytes, long bytes) {
        return kilobytes.isPresent() && bytes > (long) kilobytes.getAsInt() * KILOBYTE;
    }

    /// The latest that left of the one mailbox that is meant.
    private static Departed departed(Call call, DatabaseObject home, @Nullable Reason reason) {
        String identity = call.get(DISCONNECTED);
        List<Departed> found = mounted(call, home).departures().all().stream()
                .filter(gone -> names(identity, gone.left()) && (reason == null || gone.reason() == reason)).toList();
        if (found.isEmpty()) {
            throw new ShellException("-Identity '" + identity + "': database '" + home.name() + "' has no disconnected "
                    + "mailbox of this name or GUID" + (reason == null ? "" : " that is " + reason(reason))
                    + ". Get-MailboxStatistics -Database '" + home.name() + "' shows what it has; a mailbox is there "
                    + "from its first use.");
        }
        List<UUID> different = found.stream().map(Departed::mailboxGuid).distinct().toList();
        if (different.size() > 1) {
            throw new ShellException("-Identity '" + identity + "' names several disconnected mailboxes; name one by "
                    + "its GUID: " + different + ".");
        }
        return found.getFirst();
    }

    private static void connect(Call call, Stage out) {
        DatabaseObject home = home(call, call.get(OF));
        Departed gone = departed(call, home, null);
        String user = call.text(USER).isEmpty() ? gone.left().displayName() : call.get(USER);
        if (!call.proceeds("Connecting the mailbox '" + gone.left().displayName() + "' of database '" + home.name()
                + "' to the user '" + user + "'.")) {
            return;
        }
        var kept = new Mailboxes.Kept(gone.mailboxGuid(), gone.left().legacyDn(), type(call));
        Mailboxes mailboxes = call.organization().mailboxes();
        mailboxes.requireConnectable(user, call.text(ALIAS), kept);
        if (call.is(VALIDATE)) {
            return;
        }
        Departures departures = mounted(call, home).departures();
        if (call.whatIf()) {
            call.told(mailboxes.connect(user, call.text(ALIAS), home.header().guid().toString(), kept));
            return;
        }
        // In this order nobody can log on to a mailbox that is not there; what fails in between is given up again.
        departures.takeBack(gone.mailboxGuid());
        MailboxUser made;
        try {
            made = call.told(mailboxes.connect(user, call.text(ALIAS), home.header().guid().toString(), kept));
        } catch (RuntimeException refused) {
            departures.disconnect(gone.mailboxGuid());
            throw refused;
        }
        if (mounted(call, home).statistics(gone.mailboxGuid()).isEmpty()) {
            departures.takeBack(gone.mailboxGuid()); // a round had found that it was nobody's
        }
        out.accept(MailboxView.mailbox(call.organization(), made));
    }

    private static MailboxType type(Call call) {
        return MailboxCmdlets.type(call, ROOM, EQUIPMENT, SHARED);
    }

    private static void remove(Call call, Stage out) {
        DatabaseObject home = home(call, call.get(OF));
        Reason reason = call.get(STATE).equals("Disabled") ? Reason.DISABLED : Reason.SOFT_DELETED;
        forget(call, home, departed(call, home, reason).mailboxGuid(), reason);
    }

    /// Removes what is left of a mailbox, once it is confirmed.
    static void forget(Call call, DatabaseObject home, UUID guid, Reason reason) {
        String action = "Removing the disconnected mailbox '" + guid + "' from database '" + home.name()
                + "' for good.";
        if (call.proceeds(action) && call.really(action)
                && mounted(call, home).departures().forget(guid, reason) == 0) {
            throw new ShellException("Mailbox '" + guid + "': database '" + home.name() + "' holds no such mailbox. A "
                    + "mailbox is there from its first use.");
        }
    }
}
