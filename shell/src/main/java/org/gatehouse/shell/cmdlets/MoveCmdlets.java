package org.gatehouse.shell.cmdlets;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.MoveRequest;
import org.gatehouse.directory.organization.MoveRequests;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Moves of mailboxes between databases.
final class MoveCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The mailbox that is moved: any identity of it.", Source.MAILBOXES);
    private static final Parameter<String> TARGET = Parameter.of("TargetDatabase", Kind.IDENTITY,
            "The database it goes to; one of this site that is mounted and open for provisioning if not given.")
                    .from(Source.MAILBOX_DATABASES);
    private static final Parameter<String> BATCH = Parameter.text("BatchName",
            "A name for moves that belong together.");
    private static final Parameter<Integer> BAD_ITEMS = Parameter.of("BadItemLimit", Kind.INTEGER,
            "How many messages that cannot be read may stay behind; 0 if not given.");
    private static final Parameter<Boolean> ACCEPT_LOSS = Parameter.flag("AcceptLargeDataLoss",
            "Lets -BadItemLimit be above 50.");
    private static final Parameter<Boolean> WHEN_READY = Parameter.flag("SuspendWhenReadyToComplete",
            "Copies everything and waits for Resume-MoveRequest before the end.");
    private static final Parameter<Boolean> SUSPEND = Parameter.flag("Suspend",
            "Waits for Resume-MoveRequest at once.");
    private static final Parameter<String> COMMENT = Parameter.text("SuspendComment", "Why it is suspended.");
    private static final Parameter<String> PRIORITY = Parameter.of("Priority", Kind.oneOf("Normal", "High"),
            "Moves of high priority come first.");
    private static final Parameter<String> STATUS = Parameter.of("MoveStatus", Kind.oneOf("Queued", "InProgress",
            "AutoSuspended", "CompletionInProgress", "Retrying", "Completed", "CompletedWithWarning", "Suspended",
            "Failed"), "Only those that stand so.");
    private static final Parameter<String> SOURCE = Parameter.of("SourceDatabase", Kind.IDENTITY,
            "Only those out of this database.").from(Source.MAILBOX_DATABASES);
    private static final Parameter<Boolean> SUSPENDED = Parameter.of("Suspend", Kind.BOOLEAN,
            "Only those that are suspended, or are not.");
    private static final Parameter<Boolean> HIGH = Parameter.of("HighPriority", Kind.BOOLEAN,
            "Only those of high priority, or of normal.");
    private static final Parameter<Boolean> REPORT = Parameter.flag("IncludeReport",
            "Shows the messages that stay behind, each with the reason.");
    private static final Parameter<Boolean> WAIT = Parameter.flag("Wait",
            "Shows a progress bar until the move has ended or waits for somebody, then the statistics.");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Parameter<Boolean> FORCE = Parameter.flag("Force", "Does not ask.");

    private MoveCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("New-MoveRequest", "Asks for a mailbox to be moved while its user works in it.")
                        .takes(IDENTITY.required(), TARGET, BATCH, BAD_ITEMS, ACCEPT_LOSS, WHEN_READY, SUSPEND, COMMENT,
                                PRIORITY, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-MoveRequest -Identity tony -TargetDatabase DB02")
                        .example("Get-Mailbox -Database DB01 | New-MoveRequest -TargetDatabase DB02 -BatchName May")
                        .does(MoveCmdlets::create),
                Cmdlet.named("Get-MoveRequest", "Shows requests to move mailboxes.")
                        .takes(IDENTITY, BATCH, STATUS, SOURCE, TARGET, SUSPENDED, HIGH, RecipientSearch.RESULT_SIZE,
                                AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-MoveRequest -MoveStatus Completed | Remove-MoveRequest")
                        .does(MoveCmdlets::get),
                Cmdlet.named("Get-MoveRequestStatistics", "Shows how far a move is.")
                        .takes(IDENTITY.required(), REPORT, WAIT, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-MoveRequest | Get-MoveRequestStatistics")
                        .example("New-MoveRequest tony -TargetDatabase DB02 | Get-MoveRequestStatistics -Wait")
                        .does(MoveCmdlets::statistics),
                Cmdlet.named("Set-MoveRequest", "Changes a request that has not ended.")
                        .takes(IDENTITY.required(), BATCH, BAD_ITEMS, ACCEPT_LOSS, PRIORITY,
                                AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("Set-MoveRequest -Identity tony -BadItemLimit 5").does(MoveCmdlets::set),
                Cmdlet.named("Suspend-MoveRequest", "Stops a move; the mailbox stays where it is.")
                        .takes(IDENTITY.required(), COMMENT, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Suspend-MoveRequest -Identity tony -SuspendComment 'after the audit'")
                        .does(MoveCmdlets::suspend),
                Cmdlet.named("Resume-MoveRequest", "Lets a move go on that was suspended or has failed.")
                        .takes(IDENTITY.required(), WHEN_READY, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Resume-MoveRequest -Identity tony").does(MoveCmdlets::resume),
                Cmdlet.named("Remove-MoveRequest", "Takes a request away; a move that has not ended is given up.")
                        .takes(IDENTITY.required(), FORCE, AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-MoveRequest -Identity tony").does(MoveCmdlets::remove));
    }

    private static void create(Call call, Stage out) {
        if (!call.text(COMMENT).isEmpty() && !call.is(SUSPEND)) {
            throw new ShellException("-SuspendComment says why a request is suspended. Give -Suspend too, or leave it "
                    + "out.");
        }
        MailboxUser user = call.organization().mailboxes().get(call.get(IDENTITY));
        if (!call.proceeds("Moving the mailbox '" + user.displayName() + "'.")) {
            return;
        }
        var wanted = new MoveRequests.Wanted(target(call, user), call.text(BATCH), call.is(SUSPEND), call.text(COMMENT),
                call.is(WHEN_READY), call.text(PRIORITY).equals("High"), call.find(BAD_ITEMS).orElse(0),
                call.is(ACCEPT_LOSS));
        MoveRequest made = call.told(call.organization().moveRequests().create(user.header().guid().toString(), wanted,
                call.clock()), out);
        if (!call.whatIf()) {
            out.accept(view(call, made).as("MoveRequestStatistics", made.displayName(), "DisplayName", "Status",
                    "TotalMailboxSize", "TotalArchiveSize", "PercentComplete"));
        }
    }

    private static String target(Call call, MailboxUser user) {
        DatabaseObject target = call.find(TARGET).isEmpty()
                ? call.organization().provisioning().forMove(user, DatabaseChoice.range(call))
                : DatabaseCmdlets.find(call, DatabaseObject.Kind.MAILBOX, TARGET.name(), call.get(TARGET));
        return target.header().guid().toString();
    }

    private static void get(Call call, Stage out) {
        MoveRequests all = call.organization().moveRequests();
        boolean filtered = List.of(BATCH, STATUS, SOURCE, TARGET, SUSPENDED, HIGH).stream()
                .anyMatch(parameter -> call.find(parameter).isPresent());
        String identity = call.text(IDENTITY);
        if (!identity.isEmpty() && filtered) {
            throw new ShellException("-Identity names one request: leave the other parameters out.");
        }
        if (!identity.isEmpty() && !Wildcard.in(identity)) {
            out.accept(shown(call, all.get(identity)));
            return;
        }
        var names = new Wildcard(identity.isEmpty() ? "*" : identity);
        int limit = RecipientSearch.limit(call, RecipientSearch.RESULT_SIZE);
        Optional<String> source = database(call, SOURCE);
        Optional<String> target = database(call, TARGET);
        List<MoveRequest> found = all.all().stream().filter(request -> names.matches(request.user().name())
                        || names.matches(request.alias()) || names.matches(request.displayName()))
                .filter(request -> call.find(BATCH).map(request.batchName()::equalsIgnoreCase).orElse(true))
                .filter(request -> call.find(STATUS).map(request.status().label()::equals).orElse(true))
                .filter(request -> source.map(request.source()::equalsIgnoreCase).orElse(true))
                .filter(request -> target.map(request.target()::equalsIgnoreCase).orElse(true))
                .filter(request -> call.find(SUSPENDED).map(wanted -> wanted == request.suspended()).orElse(true))
                .filter(request -> call.find(HIGH).map(wanted -> wanted == request.highPriority()).orElse(true))
                .toList();
        found.stream().limit(limit).forEach(request -> out.accept(shown(call, request)));
        RecipientSearch.warnOfMore(call, found.size());
    }

    private static Optional<String> database(Call call, Parameter<String> parameter) {
        return call.find(parameter).map(identity -> DatabaseCmdlets.find(call,
                DatabaseObject.Kind.MAILBOX, parameter.name(), identity).name());
    }

    private static ShellObject shown(Call call, MoveRequest request) {
        return new View(call.organization()).put("DisplayName", request.displayName()).put("Alias", request.alias())
                .put("Status", request.status().label()).put("SourceDatabase", request.source())
                .put("TargetDatabase", request.target()).put("BatchName", request.batchName())
                .put("Suspend", request.suspended()).put("SuspendWhenReadyToComplete", request.holdsWhenReady())
                .put("ExchangeGuid", request.mailbox())
                .recipient(request.user(), "0.10 (14.0.100.0)")
                .as("MoveRequest", request.displayName(), "DisplayName", "Status", "TargetDatabase");
    }

    private static void statistics(Call call, Stage out) {
        MoveRequest request = call.organization().moveRequests().get(call.get(IDENTITY));
        request = call.is(WAIT) ? waited(call, request) : request;
        out.accept(view(call, request).as("MoveRequestStatistics", request.displayName(), "DisplayName", "Status",
                "TotalMailboxSize", "TotalArchiveSize", "PercentComplete"));
    }

    /// As it is when nothing more happens by itself.
    private static MoveRequest waited(Call call, MoveRequest first) {
        String activity = "Moving the mailbox '" + first.displayName() + "' from " + first.source() + " to "
                + first.target();
        MoveRequest request = first;
        String shown = "";
        try {
            while (!request.status().isOver() && request.status() != MoveRequest.Status.AUTO_SUSPENDED
                    && request.status() != MoveRequest.Status.SUSPENDED) {
                MoveFigures figures = MoveFigures.of(call.administration().databases(), request);
                String status = request.status().label() + figures.transferred().map(bytes -> ", " + bytes
                        + figures.total().map(total -> " of " + total).orElse("")).orElse("");
                int percent = figures.percent().map(Long::intValue).orElse(-1);
                if (!shown.equals(status + percent)) {
                    shown = status + percent;
                    call.console().progress(activity, status, percent);
                }
                call.console().pause(LOOK_AGAIN);
                request = call.organization().moveRequests().find(guid(first))
                        .filter(found -> found.id().equals(first.id())).orElseThrow(() -> new ShellException(
                                "The move request of '" + first.displayName() + "' was removed meanwhile."));
            }
        } finally {
            call.console().progress("", "", -1);
        }
        return request;
    }

    private static View view(Call call, MoveRequest request) {
        MoveFigures figures = MoveFigures.of(call.administration().databases(), request);
        figures.unknown().ifPresent(call::warn);
        return new View(call.organization()).put("DisplayName", request.displayName()).put("Alias", request.alias())
                .put("Guid", request.user().guid())
                .put("ExchangeGuid", request.mailbox()).put("Status", request.status().label())
                .put("StatusDetail", figures.detail(request)).put("Message", request.message())
                .put("SourceDatabase", request.source()).put("TargetDatabase", request.target())
                .put("BatchName", request.batchName())
                .put("Priority", request.highPriority() ? "High" : "Normal").put("Suspend", request.suspended())
                .put("SuspendWhenReadyToComplete", request.holdsWhenReady())
                .put("BadItemLimit", (long) request.badItemLimit())
                .put("BadItemsEncountered", figures.badItems().map(bad -> (long) bad.size()).orElse(null))
                .put("QueuedTimestamp", request.queued()).put("CompletionTimestamp", request.completed().orElse(null))
                .put("OverallDuration", Duration.between(request.queued(),
                        request.completed().orElse(call.clock().instant())))
                .put("TotalMailboxSize", figures.total().orElse(null))
                .put("TotalMailboxItemCount", figures.totalItems().orElse(null))
                .put("TotalArchiveSize", null)
                .put("BytesTransferred", figures.transferred().orElse(null))
                .put("ItemsTransferred", figures.itemsTransferred().orElse(null))
                .put("PercentComplete", figures.percent().orElse(null))
                .put("Report", call.is(REPORT) ? figures.report(request).orElse(null) : null)
                .put("Identity", request.user().canonicalName());
    }

    private static void set(Call call, Stage out) {
        MoveRequest request = call.organization().moveRequests().get(call.get(IDENTITY));
        if (List.of(BAD_ITEMS, PRIORITY, BATCH).stream().noneMatch(each -> call.find(each).isPresent())) {
            call.warn("Nothing was changed: give -BadItemLimit, -Priority or -BatchName a value.");
            return;
        }
        if (call.proceeds("Changing the move request of '" + request.displayName() + "'.")) {
            call.told(call.organization().moveRequests().set(guid(request), call.find(BAD_ITEMS), call.is(ACCEPT_LOSS),
                    call.find(PRIORITY).map("High"::equals), call.find(BATCH)));
        }
    }

    private static void suspend(Call call, Stage out) {
        MoveRequest request = call.organization().moveRequests().get(call.get(IDENTITY));
        if (call.proceeds("Suspending the move of '" + request.displayName() + "'.")) {
            call.told(call.organization().moveRequests().suspend(guid(request), call.text(COMMENT)));
        }
    }

    private static void resume(Call call, Stage out) {
        MoveRequest request = call.organization().moveRequests().get(call.get(IDENTITY));
        if (call.proceeds("Resuming the move of '" + request.displayName() + "'.")) {
            call.told(call.organization().moveRequests().resume(guid(request), call.is(WHEN_READY)));
        }
    }

    private static void remove(Call call, Stage out) {
        MoveRequest request = call.organization().moveRequests().get(call.get(IDENTITY));
        if (call.is(FORCE) || call.proceeds("Removing the move request of '" + request.displayName() + "', "
                + request.status().label() + ".")) {
            call.told(call.organization().moveRequests().remove(guid(request)));
        }
    }

    private static String guid(MoveRequest request) {
        return request.user().guid().toString();
    }
}
