package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.gatehouse.directory.organization.MoveRequest.Status;

/// Requests to move mailboxes: attributes of the users, as in Exchange 2010, with what those have no room for in one of
/// ours. What is done about them is the servers' part.
public final class MoveRequests {
    private static final String STATUS = "msExchMailboxMoveStatus";
    private static final String BATCH = "msExchMailboxMoveBatchName";
    private static final String SOURCE = "msExchMailboxMoveSourceMDBLink";
    private static final String TARGET = "msExchMailboxMoveTargetMDBLink";
    /// Lines of `name=value`.
    private static final String DETAIL = "gatehouseMoveDetail";
    static final List<String> ATTRIBUTES = List.of(STATUS, BATCH, SOURCE, TARGET, DETAIL);
    private static final String ID = "id";
    private static final String SUSPENDED = "suspended";
    private static final String HOLDS = "holdsWhenReady";
    private static final String REMOVED = "removed";
    private static final String HIGH = "highPriority";
    private static final String BAD_ITEMS = "badItemLimit";
    private static final String MESSAGE = "message";
    /// For how many milliseconds at a time the mailbox's writers are held up now, and were at most.
    private static final String HOLD = "hold";
    private static final String HOLD_MOST = "holdMost";
    private static final String QUEUED = "queued";
    private static final String COMPLETED = "completed";
    private static final int MESSAGE_CHARS_MAX = 1_000;
    private static final int BATCH_CHARS_MAX = 255;
    /// More than this many lost messages must be wanted explicitly, as the real cmdlet has it.
    private static final int BAD_ITEMS_UNASKED_MAX = 50;
    /// So often is tried what others write to at the same time.
    private static final int ATTEMPTS_MAX = 3;

    private final Entries entries;
    private final MailUsers users;
    private final Databases databases;
    private final Provisioning provisioning;
    private final Mailboxes mailboxes;
    private final ClientHomes homes;
    private final Supplier<UUID> guids;

    MoveRequests(Entries entries, Databases databases, Provisioning provisioning, Mailboxes mailboxes,
            ClientHomes homes, Supplier<UUID> guids) {
        this.entries = entries;
        this.users = new MailUsers(entries);
        this.databases = databases;
        this.provisioning = provisioning;
        this.mailboxes = mailboxes;
        this.homes = homes;
        this.guids = guids;
    }

    /// What a new request asks for.
    ///
    /// @param target an identity of a database; empty takes one that is open for provisioning
    /// @param acceptsLoss whether more than 50 messages may be lost
    public record Wanted(String target, String batchName, boolean suspended, String comment, boolean holdsWhenReady,
            boolean highPriority, int badItemLimit, boolean acceptsLoss) {}

    /// Asks for a move.
    public Outcome<MoveRequest> create(String identity, Wanted wanted, InstantSource clock) {
        MailboxUser user = mailboxes.get(identity);
        MailboxUser.Mailbox mailbox = user.mailbox().orElseThrow();
        ReadOnlyEntry entry = entry(user);
        if (entry.hasAttribute(STATUS)) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Identity", user.name(),
                    "has a move request already, " + Status.of(Entries.number(entry, STATUS, 0)).label(),
                    "Remove it with Remove-MoveRequest first");
        }
        DatabaseObject target = wanted.target.isEmpty() ? provisioning.forMove(user, Provisioning.Range.ANY)
                : databases.home("TargetDatabase", wanted.target);
        if (target.header().guid().equals(mailbox.databaseGuid())) {
            throw DirectoryException.about(Reason.INVALID, "TargetDatabase", target.name(),
                    "is where the mailbox of '" + user.name() + "' is already", "Name another database");
        }
        requireBadItems(wanted.badItemLimit, wanted.acceptsLoss);
        var detail = new LinkedHashMap<String, String>();
        detail.put(ID, guids.get().toString());
        detail.put(SUSPENDED, Boolean.toString(wanted.suspended));
        detail.put(HOLDS, Boolean.toString(wanted.holdsWhenReady));
        detail.put(HIGH, Boolean.toString(wanted.highPriority));
        detail.put(BAD_ITEMS, Integer.toString(wanted.badItemLimit));
        detail.put(MESSAGE, message(wanted.comment));
        detail.put(QUEUED, clock.instant().toString());
        var changes = new ArrayList<>(List.of(
                Entries.replace(STATUS, number(wanted.suspended ? Status.SUSPENDED : Status.QUEUED)),
                Entries.replace(SOURCE, mailbox.databaseDn()),
                Entries.replace(TARGET, target.header().distinguishedName()),
                new Modification(ModificationType.REPLACE, DETAIL, values(detail))));
        if (!wanted.batchName.isEmpty()) {
            changes.add(Entries.replace(BATCH, batch(wanted.batchName)));
        }
        List<SentOn> sentOn = entries.directory().get(Names.requireDn(mailbox.databaseDn())).map(databases::read)
                .flatMap(source -> homes.ifMoved(user.name(), source, target)).stream().toList();
        MoveRequest made = read(entries.directory().modify(MailUsers.dn(entry), changes));
        return new Outcome<>(made, "Move mailbox '" + user.name() + "' from database '" + made.source() + "' to '"
                + made.target() + "'", SentOn.warnings(sentOn), sentOn);
    }

    /// A mailbox is not taken from its user while servers move it.
    static void requireNotMoving(ReadOnlyEntry entry) {
        Status status = Status.of(Entries.number(entry, STATUS, 0));
        if (entry.hasAttribute(STATUS) && status != Status.COMPLETED && status != Status.COMPLETED_WITH_WARNING) {
            throw DirectoryException.about(Reason.IN_USE, "Identity", Entries.text(entry, "name"),
                    "has a move request, " + status.label(), "Give the move up with Remove-MoveRequest first");
        }
    }

    private static void requireBadItems(int limit, boolean acceptsLoss) {
        if (limit < 0 || limit > BAD_ITEMS_UNASKED_MAX && !acceptsLoss) {
            throw DirectoryException.about(Reason.INVALID, "BadItemLimit", Integer.toString(limit),
                    limit < 0 ? "is below zero" : "lets more than " + BAD_ITEMS_UNASKED_MAX + " messages be lost",
                    limit < 0 ? "Give 0 or more" : "Give -AcceptLargeDataLoss too if that is meant");
        }
    }

    /// The request of a user.
    public MoveRequest get(String identity) {
        return find(identity).orElseThrow(() -> DirectoryException.about(Reason.NOT_FOUND, "Identity",
                Names.shown(identity), "has no move request", "Make one with New-MoveRequest"));
    }

    public Optional<MoveRequest> find(String identity) {
        return Optional.of(entry(mailboxes.get(identity))).filter(entry -> entry.hasAttribute(STATUS))
                .map(this::read);
    }

    /// All of them, in the order of their users' names.
    public List<MoveRequest> all() {
        return entries.all(entries.layout().domainContext(), Filter.createPresenceFilter(STATUS)).stream()
                .map(this::read).sorted(java.util.Comparator.comparing(MoveRequest::displayName)).toList();
    }

    /// Changes what a request that has not ended asks for; what is empty stays.
    public Outcome<MoveRequest> set(String identity, Optional<Integer> badItemLimit, boolean acceptsLoss,
            Optional<Boolean> highPriority, Optional<String> batchName) {
        MoveRequest request = requireUnderWay(identity);
        badItemLimit.ifPresent(limit -> requireBadItems(limit, acceptsLoss));
        var detail = new LinkedHashMap<String, String>();
        badItemLimit.ifPresent(limit -> detail.put(BAD_ITEMS, Integer.toString(limit)));
        highPriority.ifPresent(high -> detail.put(HIGH, high.toString()));
        var changes = new ArrayList<Modification>();
        batchName.ifPresent(name -> changes.add(Entries.replace(BATCH, batch(name))));
        return new Outcome<>(change(request, detail, changes), "Change move request of '" + request.user().name() + "'",
                List.of());
    }

    /// Stops a move before its next step; while the mailbox is locked it is given back first.
    public Outcome<MoveRequest> suspend(String identity, String comment) {
        MoveRequest request = requireUnderWay(identity);
        return new Outcome<>(change(request, Map.of(SUSPENDED, "true", MESSAGE, message(comment)), List.of()),
                "Suspend move request of '" + request.user().name() + "'", List.of());
    }

    /// Lets a suspended, failed or ready move go on.
    ///
    /// @param holdsWhenReady whether it waits once more before its end
    public Outcome<MoveRequest> resume(String identity, boolean holdsWhenReady) {
        MoveRequest request = get(identity);
        if (request.status() == Status.COMPLETED || request.status() == Status.COMPLETED_WITH_WARNING) {
            throw over(request);
        }
        return new Outcome<>(change(request, Map.of(SUSPENDED, "false", HOLDS, Boolean.toString(holdsWhenReady),
                MESSAGE, ""), List.of(Entries.replace(STATUS, number(Status.QUEUED)))), "Resume move request of '"
                        + request.user().name() + "'", List.of());
    }

    private MoveRequest requireUnderWay(String identity) {
        MoveRequest request = get(identity);
        if (request.status().isOver()) {
            throw over(request);
        }
        return request;
    }

    private static DirectoryException over(MoveRequest request) {
        return DirectoryException.about(Reason.NOT_ALLOWED, "Identity", request.user().name(),
                "has a move request that has ended: " + request.status().label(),
                "Remove it with Remove-MoveRequest; New-MoveRequest makes another");
    }

    /// Takes a request away. One whose move has begun is given up first: the servers take it away when what was copied
    /// has gone.
    public Outcome<MoveRequest> remove(String identity) {
        MoveRequest request = get(identity);
        boolean begun = !request.status().isOver() || request.status() == Status.FAILED;
        if (begun) {
            change(request, Map.of(REMOVED, "true"), List.of(Entries.replace(STATUS, number(Status.QUEUED))));
        } else {
            forget(request);
        }
        return new Outcome<>(request, "Remove move request of '" + request.user().name() + "'", List.of());
    }

    /// The servers' last word: nothing is left of it. Does nothing where that is so already.
    public void forget(MoveRequest request) {
        if (present(request).isPresent()) {
            ReadOnlyEntry _ = write(request, entry -> {
                var changes = new ArrayList<>(List.of(
                        new Modification(ModificationType.DELETE, STATUS, Entries.text(entry, STATUS))));
                List.of(BATCH, SOURCE, TARGET).forEach(attribute -> changes.add(Entries.replace(attribute, "")));
                changes.addAll(lines(entry, Map.of()));
                return changes;
            });
        }
    }

    /// Notes how a move stands, which must not have ended.
    public MoveRequest note(MoveRequest request, Status status, String message, Optional<Instant> completed) {
        if (request.status() == status && request.message().equals(message(message))) {
            return request;
        }
        var detail = new LinkedHashMap<>(Map.of(MESSAGE, message(message), HOLD, "0"));
        completed.ifPresent(time -> detail.put(COMPLETED, time.toString()));
        return changeOpen(request, detail, status);
    }

    /// Notes that who writes to the mailbox is held up, for so long at a time at most, so that the move can end.
    public MoveRequest noteHold(MoveRequest request, Duration hold) {
        if (request.status() == Status.IN_PROGRESS && request.hold().equals(hold)) {
            return request;
        }
        String text = "The mailbox is changed faster than it can be followed: who changes it waits, up to "
                + hold.toMillis() + " ms at a time, until the move ends.";
        Duration most = request.holdMost().compareTo(hold) < 0 ? hold : request.holdMost();
        return changeOpen(request, Map.of(MESSAGE, message(text), HOLD, Long.toString(hold.toMillis()), HOLD_MOST,
                Long.toString(most.toMillis())), Status.IN_PROGRESS);
    }

    /// Lets the directory say that the mailbox is in the target, as long as the request is open: whoever comes when it
    /// has ended does not know where the mailbox has been taken since.
    ///
    /// @throws DirectoryException NOT_FOUND or NOT_ALLOWED when it is open no more
    public void point(MoveRequest request) {
        DatabaseObject target = databases.read(databases.entry("TargetDatabase", Kind.MAILBOX,
                request.targetGuid().toString()));
        ReadOnlyEntry _ = write(request, entry -> {
            requireOpen(entry);
            var changes = new ArrayList<Modification>(kept(entry));
            changes.addAll(swapped("homeMDB", Entries.text(entry, "homeMDB"), target.header().distinguishedName()));
            changes.add(Entries.replace("msExchHomeServerName", entries.layout().legacyServer(target.server())));
            return changes;
        });
    }

    /// Whether the directory says that the mailbox is in the target.
    public boolean isPointed(MoveRequest request) {
        return mailboxes.get(request.user().guid().toString()).mailbox()
                .filter(mailbox -> mailbox.databaseGuid().equals(request.targetGuid())).isPresent();
    }

    private MoveRequest change(MoveRequest request, Map<String, String> detail, List<Modification> more) {
        return read(write(request, entry -> {
            var changes = new ArrayList<>(more);
            var all = new LinkedHashMap<>(details(entry));
            all.putAll(detail);
            changes.addAll(lines(entry, all));
            return changes;
        }));
    }

    /// By servers: one that comes late does not open again what has ended.
    private MoveRequest changeOpen(MoveRequest request, Map<String, String> detail, Status status) {
        return read(write(request, entry -> {
            requireOpen(entry);
            var changes = new ArrayList<>(swapped(STATUS, Entries.text(entry, STATUS), number(status)));
            var all = new LinkedHashMap<>(details(entry));
            all.putAll(detail);
            changes.addAll(lines(entry, all));
            return changes;
        }));
    }

    private void requireOpen(ReadOnlyEntry entry) {
        MoveRequest now = read(entry);
        if (now.status().isOver()) {
            throw over(now);
        }
    }

    /// What the user has of the request, unless it was taken away, or is another one by now.
    private Optional<ReadOnlyEntry> present(MoveRequest request) {
        return Optional.of(entry(mailboxes.get(request.user().guid().toString())))
                .filter(entry -> entry.hasAttribute(STATUS) && read(entry).id().equals(request.id()));
    }

    /// Changes what is the request's as it was read, or not at all: the changes take out what they take for granted,
    /// and the directory refuses to take out what is not there. Others may be writing too.
    private ReadOnlyEntry write(MoveRequest request, Function<ReadOnlyEntry, List<Modification>> changes) {
        for (int attempt = 1; ; attempt++) {
            ReadOnlyEntry entry = present(request).orElseThrow(() -> DirectoryException.about(Reason.NOT_FOUND,
                    "Identity", request.user().name(), "has this move request no more", "Get-MoveRequest tells more"));
            try {
                return entries.directory().modify(MailUsers.dn(entry), changes.apply(entry));
            } catch (DirectoryException refused) {
                if (refused.reason() != Reason.INVALID || attempt == ATTEMPTS_MAX
                        || present(request).filter(now -> isSame(entry, now)).isPresent()) {
                    throw refused;
                }
            }
        }
    }

    private static boolean isSame(ReadOnlyEntry before, ReadOnlyEntry now) {
        return details(before).equals(details(now)) && List.of(STATUS, "homeMDB").stream()
                .allMatch(attribute -> Entries.text(before, attribute).equals(Entries.text(now, attribute)));
    }

    /// Another value for one that is there for sure.
    private static List<Modification> swapped(String attribute, String from, String to) {
        var in = new Modification(ModificationType.ADD, attribute, to);
        return from.isEmpty() ? List.of(in) : List.of(new Modification(ModificationType.DELETE, attribute, from), in);
    }

    /// Changes nothing where it is still this request, and stands as it did.
    private static List<Modification> kept(ReadOnlyEntry entry) {
        var changes = new ArrayList<>(swapped(STATUS, Entries.text(entry, STATUS), Entries.text(entry, STATUS)));
        String id = ID + "=" + details(entry).getOrDefault(ID, "");
        if (entry.hasAttributeValue(DETAIL, id)) {
            changes.addAll(swapped(DETAIL, id, id));
        }
        return changes;
    }

    /// All that is said of it, and what is said instead.
    private static List<Modification> lines(ReadOnlyEntry entry, Map<String, String> instead) {
        var changes = new ArrayList<Modification>();
        if (entry.hasAttribute(DETAIL)) {
            changes.add(new Modification(ModificationType.DELETE, DETAIL, Entries.values(entry, DETAIL)));
        }
        if (!instead.isEmpty()) {
            changes.add(new Modification(ModificationType.ADD, DETAIL, values(instead)));
        }
        return changes;
    }

    private ReadOnlyEntry entry(MailboxUser user) {
        return users.entry("Identity", user.header().guid().toString());
    }

    private MoveRequest read(ReadOnlyEntry entry) {
        Map<String, String> detail = details(entry);
        return new MoveRequest(Entries.header(entry), Entries.text(entry, "displayName"),
                Entries.text(entry, "mailNickname"),
                UUID.fromString(detail.getOrDefault(ID, new UUID(0, 0).toString())),
                Guids.of(entry.getAttributeValueBytes("msExchMailboxGuid")),
                Status.of(Entries.number(entry, STATUS, 0)), Entries.referenceName(entry, SOURCE), guid(entry, SOURCE),
                Entries.referenceName(entry, TARGET), guid(entry, TARGET), Entries.text(entry, BATCH),
                is(detail, SUSPENDED), is(detail, HOLDS), is(detail, REMOVED), is(detail, HIGH),
                Integer.parseInt(detail.getOrDefault(BAD_ITEMS, "0")), detail.getOrDefault(MESSAGE, ""),
                millis(detail, HOLD), millis(detail, HOLD_MOST), time(detail, QUEUED).orElse(Instant.EPOCH),
                time(detail, COMPLETED));
    }

    /// A database that was removed meanwhile has none.
    private UUID guid(ReadOnlyEntry entry, String link) {
        String dn = Entries.text(entry, link);
        return dn.isEmpty() ? new UUID(0, 0) : entries.directory().get(Names.requireDn(dn))
                .map(found -> Entries.guid(found, "objectGUID")).orElse(new UUID(0, 0));
    }

    private static boolean is(Map<String, String> detail, String name) {
        return Boolean.parseBoolean(detail.get(name));
    }

    private static Duration millis(Map<String, String> detail, String name) {
        return Duration.ofMillis(Long.parseLong(detail.getOrDefault(name, "0")));
    }

    private static Optional<Instant> time(Map<String, String> detail, String name) {
        try {
            return Optional.ofNullable(detail.get(name)).map(Instant::parse);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Map<String, String> details(ReadOnlyEntry entry) {
        var all = new LinkedHashMap<String, String>();
        for (String line : Entries.values(entry, DETAIL)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                all.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return all;
    }

    private static String[] values(Map<String, String> all) {
        return all.entrySet().stream().map(line -> line.getKey() + "=" + line.getValue()).toArray(String[]::new);
    }

    private static String number(Status status) {
        return Integer.toString(status.number());
    }

    private static String message(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.substring(0, Math.min(line.length(), MESSAGE_CHARS_MAX));
    }

    private static String batch(String name) {
        if (name.length() > BATCH_CHARS_MAX) {
            throw DirectoryException.about(Reason.INVALID, "BatchName", Names.shown(name), "is longer than "
                    + BATCH_CHARS_MAX + " characters", "Choose a shorter one");
        }
        return name;
    }
}
