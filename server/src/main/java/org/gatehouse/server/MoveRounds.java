package org.gatehouse.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.MoveRequest;
import org.gatehouse.directory.organization.MoveRequest.Status;
import org.gatehouse.directory.organization.MoveRequests;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxMove;
import org.gatehouse.store.MoveCourse;
import org.gatehouse.store.MovePace;
import org.gatehouse.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out move requests, some at a time: looks for them in the directory, lets [MoveCourse] decide, does the step.
/// Any process that has both databases may do so; one at a time does.
final class MoveRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MoveRounds.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSING_MAX = Duration.ofSeconds(10);
    private static final int AT_ONCE_MAX = 2;
    /// Besides, of those whose mailbox is locked: its user waits, perhaps since the process died that locked it.
    private static final int LOCKED_AT_ONCE_MAX = 8;
    /// Changes of a mailbox that waits for an administrator are followed so often.
    private static final Duration REST = Duration.ofSeconds(30);
    /// Of a database that the directory no longer has.
    private static final UUID NOTHING = new UUID(0, 0);
    /// Between two looks at copies that lack something. They mostly have it within some milliseconds.
    private static final Duration NAP = Duration.ofMillis(20);
    /// Before it is told that copies are behind.
    private static final int NAPS_MAX = 25;
    /// What one step reads and writes.
    private static final long STEP_BYTES = 8L << 20;

    private final MoveRequests requests;
    private final Function<UUID, Optional<MailboxUser>> owners;
    private final DatabaseHost databases;
    private final Function<MailboxDatabase, Optional<String>> copies;
    private final InstantSource clock;
    private final Rounds rounds = Rounds.every(PAUSE, "mailbox moves", this::look);
    private final Map<UUID, Failures> failures = new ConcurrentHashMap<>();
    private final Map<UUID, Run> running = new ConcurrentHashMap<>();
    private final LockedMailboxes locked = new LockedMailboxes();
    /// When requests were tried last that could not be carried out to the end, by a number that grows: others have
    /// their turn before them.
    private final Map<UUID, Long> tried = new ConcurrentHashMap<>();
    private final AtomicLong tries = new AtomicLong();
    /// Requests that wait, as they were when there was nothing to do for them.
    private final Map<UUID, Rested> rested = new ConcurrentHashMap<>();

    private final MoveMarks marks;
    private final Consumer<Duration> nap;
    /// Moves whose end has been tried: what went wrong there is not made good by what goes well before it.
    private final Set<UUID> ending = ConcurrentHashMap.newKeySet();

    private record Run(Thread thread, boolean isLocked) {}

    private record Rested(Instant since, MoveRequest request) {}

    private record Failures(int count, Instant last, String message) {}

    /// @param owners whose a mailbox is
    /// @param copies why a move into a database has to wait for its copies, if it has to
    MoveRounds(MoveRequests requests, Function<UUID, Optional<MailboxUser>> owners, DatabaseHost databases,
            Function<MailboxDatabase, Optional<String>> copies, InstantSource clock) {
        this(requests, owners, databases, copies, clock, MoveRounds::sleep);
    }

    /// @param nap lets some time pass
    MoveRounds(MoveRequests requests, Function<UUID, Optional<MailboxUser>> owners, DatabaseHost databases,
            Function<MailboxDatabase, Optional<String>> copies, InstantSource clock, Consumer<Duration> nap) {
        this.requests = requests;
        this.owners = owners;
        this.databases = databases;
        this.copies = copies;
        this.clock = clock;
        this.marks = new MoveMarks(clock);
        this.nap = nap;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts to look for requests.
    void start() {
        rounds.startLater();
    }

    /// Begins to carry out what can be: what was not tried yet, that of high priority and the oldest first, then what
    /// was tried longest ago.
    void look() {
        try {
            // Runs that end meanwhile would change the order while it is made.
            Map<UUID, Long> turns = Map.copyOf(tried);
            List<MoveRequest> open = requests.all().stream().filter(request -> !request.status().isOver())
                    .sorted(Comparator.comparing((MoveRequest request) -> turns.getOrDefault(request.id(), 0L))
                            .thenComparing(request -> !request.highPriority())
                            .thenComparing(MoveRequest::queued)).toList();
            tried.keySet().retainAll(open.stream().map(MoveRequest::id).toList());
            open.forEach(this::begin);
            open.stream().map(MoveRequest::sourceGuid).distinct().flatMap(guid -> databases.mounted(guid).stream())
                    .forEach(locked::ask);
        } catch (DirectoryException | DatabaseException trouble) {
            LOG.warn("move requests cannot be read for now: {}", trouble.getMessage());
        }
    }

    private void begin(MoveRequest request) {
        if (running.containsKey(request.id())) {
            return;
        }
        boolean hasSource = databases.mounted(request.sourceGuid()).isPresent();
        if (!hasSource || databases.mounted(request.targetGuid()).isEmpty()) {
            unreachable(request, hasSource ? request.target() : request.source());
            return;
        }
        boolean isLocked = locked.has(request.sourceGuid(), request.mailbox());
        long beside = running.values().stream().filter(run -> run.isLocked == isLocked).count();
        if (beside < (isLocked ? LOCKED_AT_ONCE_MAX : AT_ONCE_MAX) && (isLocked || !rests(request))) {
            running.computeIfAbsent(request.id(), _ -> new Run(Thread.ofVirtual()
                    .name("move of mailbox " + request.mailbox()).start(() -> carryOut(request)), isLocked));
        }
    }

    /// Whether nothing goes on now.
    boolean isIdle() {
        return running.isEmpty() && locked.isIdle();
    }

    private boolean rests(MoveRequest request) {
        Rested known = rested.get(request.id());
        // Not in a rest that lies ahead, since the clock was set back.
        return known != null && known.request.equals(request)
                && Duration.between(known.since, clock.instant()).abs().compareTo(REST) < 0;
    }

    private void carryOut(MoveRequest request) {
        try {
            carryOutAlone(request);
        } catch (DirectoryException | DatabaseException | StoreException | MailboxException trouble) {
            failed(request, trouble);
        } catch (RuntimeException bug) {
            LOG.error("bug while moving the mailbox of {}", request.displayName(), bug);
            failed(request, bug);
        } finally {
            tried.put(request.id(), tries.incrementAndGet());
            running.remove(request.id());
        }
    }

    private void failed(MoveRequest request, RuntimeException trouble) {
        int before = Optional.ofNullable(failures.get(request.id())).map(Failures::count).orElse(0);
        failures.put(request.id(), new Failures(before + 1, clock.instant(), String.valueOf(trouble.getMessage())));
        LOG.warn("move of {} to {}: {}", request.displayName(), request.target(), trouble.getMessage());
        try {
            if (before == 0 || ending.contains(request.id())) {
                requests.note(reread(request).orElse(request), Status.RETRYING, String.valueOf(trouble.getMessage()),
                        Optional.empty());
            }
        } catch (DirectoryException | DatabaseException unsaid) {
            LOG.warn("that cannot be noted for now: {}", unsaid.getMessage());
        }
    }

    private void carryOutAlone(MoveRequest request) {
        Optional<MailboxDatabase> from = databases.mounted(request.sourceGuid());
        Optional<MailboxDatabase> to = databases.mounted(request.targetGuid());
        if (from.isEmpty() || to.isEmpty()) {
            return; // dismounted since it was begun
        }
        MailboxMove.alone(to.get(), request.mailbox(), () -> {
            // Others may have ended it since it was read, and the mailbox may be anywhere by now.
            Optional<MoveRequest> open = open(request);
            if (open.isPresent() && (MailboxMove.progress(to.get(), request.mailbox(), request.id()).isPresent()
                    || begins(open.get(), from.get(), to.get()))) {
                steps(open.get(), from.get(), to.get());
            }
            return true;
        });
    }

    /// Whether a move may begin now. One that could not is tried again after longer and longer, and given up at last.
    private boolean begins(MoveRequest request, MailboxDatabase from, MailboxDatabase to) {
        Failures failed = failures.get(request.id());
        if (failed != null && !request.removed()) {
            if (failed.count >= MoveCourse.FAILURES_MAX) {
                end(request, MoveCourse.Result.GIVEN_UP, to);
                return false;
            }
            if (Duration.between(failed.last, clock.instant()).compareTo(MoveCourse.pause(failed.count)) < 0) {
                return false;
            }
        }
        if (!request.removed() && !request.suspended()) {
            makeIfNew(request, from, to);
        }
        return true;
    }

    /// A mailbox is made when somebody opens it for the first time; one that nobody has opened yet moves too. What has
    /// left a trace in either database is not new.
    private void makeIfNew(MoveRequest request, MailboxDatabase from, MailboxDatabase to) {
        UUID mailbox = request.mailbox();
        if (from.statistics(mailbox).isPresent() || to.statistics(mailbox).isPresent()
                || from.departures().all().stream().anyMatch(left -> left.mailboxGuid().equals(mailbox))) {
            return;
        }
        owners.apply(mailbox).filter(owner -> owner.mailbox().filter(box ->
                box.databaseGuid().equals(from.guid())).isPresent()).ifPresent(owner -> from.open(
                        new MailboxKey(mailbox, owner.legacyExchangeDn(), owner.displayName(),
                                owner.primarySmtpAddress()),
                        new Caller(owner.samAccountName(), owner.legacyExchangeDn(), owner.displayName(),
                                Caller.Rights.OWNER, StandardCharsets.US_ASCII)).close());
    }

    /// Another process may have both; this says why nothing happens when none has.
    private void unreachable(MoveRequest request, String database) {
        try {
            if (request.removed() && (NOTHING.equals(request.sourceGuid()) || NOTHING.equals(request.targetGuid()))) {
                requests.forget(request); // the database was removed, and what was copied with it
            } else if (request.status() == Status.QUEUED && request.message().isEmpty()) {
                requests.note(request, Status.QUEUED, "Database '" + database + "' is not mounted in this process.",
                        Optional.empty());
            }
        } catch (DirectoryException | DatabaseException unsaid) {
            LOG.warn("that cannot be noted for now: {}", unsaid.getMessage());
        }
    }

    private void steps(MoveRequest first, MailboxDatabase from, MailboxDatabase to) {
        if (first.suspended() && MailboxMove.progress(to, first.mailbox(), first.id()).isEmpty() && !first.removed()) {
            rest(first, MoveCourse.Why.SUSPENDED);
            return;
        }
        if (first.removed() && MailboxMove.progress(to, first.mailbox(), first.id()).isEmpty()) {
            requests.forget(first);
            return;
        }
        MailboxMove move = MailboxMove.claim(from, to, first.mailbox(), first.id());
        if (move.progress().stage() != MailboxMove.Stage.ARRIVED) {
            move.begin();
        }
        MoveRequest request = first;
        int left = Integer.MAX_VALUE;
        MovePace pace = MovePace.NONE;
        boolean goesOn = true;
        int naps = 0;
        boolean completing = false;
        for (int step = 0; goesOn && !rounds.isClosed(); step++) {
            // What an administrator wants is looked for often enough to seem prompt.
            if (step % 16 == 0) {
                Optional<MoveRequest> open = open(first);
                if (open.isEmpty()) {
                    leave(first, move);
                    return;
                }
                request = open.get();
            }
            if (step % 16 == 0 && waits(request, move, to)) {
                return;
            }
            MoveCourse.Step next = next(request, move, left);
            if (lacksCopies(next) && naps++ < NAPS_MAX) {
                nap.accept(NAP);
                left = Math.max(left, 1); // something may have been changed meanwhile
                continue;
            }
            if (completing && next instanceof MoveCourse.Step.Complete) {
                nap.accept(NAP); // it is locked, and copies lack that
            }
            if (next instanceof MoveCourse.Step.Follow || next instanceof MoveCourse.Step.Complete && left > 0) {
                MailboxMove.Followed seen = move.follow(STEP_BYTES, pace.hold());
                left = seen.left();
                pace = pace.looked(seen.noted());
                pace = pace.isDue() ? pace.judged(move.behind()) : pace;
            }
            request = told(next, request, left, pace);
            completing = next instanceof MoveCourse.Step.Complete && left <= MoveCourse.LEFT_AT_LOCK_MAX;
            if (completing) {
                ending.add(first.id());
            }
            goesOn = take(next, request, move, to, left);
            wentWell(first, next, goesOn);
        }
    }

    private static boolean lacksCopies(MoveCourse.Step step) {
        return step instanceof MoveCourse.Step.Rest(MoveCourse.Why why) && why == MoveCourse.Why.COPIES_BEHIND;
    }

    private void wentWell(MoveRequest request, MoveCourse.Step step, boolean goesOn) {
        if (step instanceof MoveCourse.Step.Point || step instanceof MoveCourse.Step.Copy) {
            ending.remove(request.id());
        }
        if (goesOn && !ending.contains(request.id())) {
            failures.remove(request.id());
        }
    }

    /// Whether nothing more is to be copied before the copies of the target have what was copied. A mailbox that is
    /// locked already is no better off by waiting.
    private boolean waits(MoveRequest request, MailboxMove move, MailboxDatabase to) {
        MailboxMove.Stage stage = move.progress().stage();
        if (stage == MailboxMove.Stage.LOCKED || stage == MailboxMove.Stage.ARRIVED || request.removed()) {
            return false;
        }
        Optional<String> why = copies.apply(to);
        why.ifPresent(reason -> {
            String message = "Waits for the copies of '" + to.name() + "': " + reason + ".";
            if (!request.message().equals(message)) {
                requests.note(request, Status.IN_PROGRESS, message, Optional.empty());
            }
        });
        return why.isPresent();
    }

    private Optional<MoveRequest> open(MoveRequest request) {
        return reread(request).filter(found -> !found.status().isOver());
    }

    /// Others have ended it. What a request that is gone has brought to its target nobody else takes away.
    private void leave(MoveRequest request, MailboxMove move) {
        if (reread(request).isEmpty() && move.progress().stage() != MailboxMove.Stage.ARRIVED) {
            move.cancel();
        }
        failures.remove(request.id());
        ending.remove(request.id());
        marks.forget(request.id());
    }

    private Optional<MoveRequest> reread(MoveRequest request) {
        return requests.find(request.user().guid().toString()).filter(found -> found.id().equals(request.id()));
    }

    private MoveCourse.Step next(MoveRequest request, MailboxMove move, int left) {
        MailboxMove.Progress progress = move.progress();
        boolean hasArrived = progress.stage() == MailboxMove.Stage.ARRIVED;
        Failures failed = failures.getOrDefault(request.id(), new Failures(0, Instant.EPOCH, ""));
        var known = new MoveCourse.Known(progress.stage(), left, progress.badItems().size(),
                hasArrived && requests.isPointed(request),
                isKept(request, move, progress.stage(), left),
                hasArrived && move.isFinished(),
                move.lockedSince().map(since -> Duration.between(since, clock.instant())).orElse(Duration.ZERO),
                failed.count, Duration.between(failed.last, clock.instant()));
        return MoveCourse.next(new MoveCourse.Wish(request.suspended(), request.holdsWhenReady(), request.removed(),
                request.badItemLimit()), known);
    }

    /// Asked for where it counts only: of the source, when the mailbox could be locked.
    private boolean isKept(MoveRequest request, MailboxMove move, MailboxMove.Stage stage, int left) {
        return switch (stage) {
            case ARRIVED -> marks.hasCome(request.id(), move::mark, move::isKept);
            case FOLLOWING -> left > MoveCourse.LEFT_AT_LOCK_MAX || request.suspended() || request.holdsWhenReady()
                    || marks.mayLeave(request.id(), move::mark, move::isKept);
            case COPYING, LOCKED -> true;
        };
    }

    /// Lets the directory say what a step is part of, once.
    private MoveRequest told(MoveCourse.Step step, MoveRequest request, int left, MovePace pace) {
        return switch (step) {
            case MoveCourse.Step.Follow() when !pace.hold().isZero() -> requests.noteHold(request, pace.hold());
            case MoveCourse.Step.Copy(), MoveCourse.Step.Follow() -> requests.note(request, Status.IN_PROGRESS, "",
                    Optional.empty());
            case MoveCourse.Step.Complete() when left <= MoveCourse.LEFT_AT_LOCK_MAX -> requests.note(request,
                    Status.COMPLETION_IN_PROGRESS, "", Optional.empty());
            case MoveCourse.Step.Complete(), MoveCourse.Step.Unlock(), MoveCourse.Step.Point(),
                    MoveCourse.Step.Finish(), MoveCourse.Step.Cancel(), MoveCourse.Step.Rest _,
                    MoveCourse.Step.End _ -> request;
        };
    }

    /// Does a step; whether there is another one now.
    private boolean take(MoveCourse.Step step, MoveRequest request, MailboxMove move, MailboxDatabase to, int left) {
        switch (step) {
            case MoveCourse.Step.Copy() -> move.copy(STEP_BYTES);
            case MoveCourse.Step.Follow() -> {
                // was done to learn how much is left
            }
            case MoveCourse.Step.Complete() -> {
                if (left <= MoveCourse.LEFT_AT_LOCK_MAX) {
                    move.complete(STEP_BYTES);
                }
            }
            case MoveCourse.Step.Unlock() -> {
                move.unlock();
                marks.stays(request.id());
            }
            case MoveCourse.Step.Point() -> requests.point(request);
            case MoveCourse.Step.Finish() -> move.finish();
            case MoveCourse.Step.Cancel() -> {
                move.cancel();
                requests.forget(request);
                ending.remove(request.id());
                return false;
            }
            case MoveCourse.Step.Rest(MoveCourse.Why why) -> {
                rest(request, why);
                return false;
            }
            case MoveCourse.Step.End(MoveCourse.Result result) -> {
                end(request, result, to);
                return false;
            }
        }
        return true;
    }

    private void rest(MoveRequest request, MoveCourse.Why why) {
        switch (why) {
            case RETRYING -> {
                // noted when it failed
            }
            case COPIES_BEHIND -> requests.note(request, request.status(), "Copies of the database that the mailbox is "
                    + "in do not have all that was written yet. Get it going, or remove its replication slot.",
                    Optional.empty());
            case SUSPENDED -> rested(requests.note(request, Status.SUSPENDED, request.message(), Optional.empty()));
            case READY -> rested(requests.note(request, Status.AUTO_SUSPENDED, "Everything has been copied. "
                    + "Resume-MoveRequest lets the mailbox be in the target.", Optional.empty()));
        }
    }

    private void rested(MoveRequest request) {
        rested.put(request.id(), new Rested(clock.instant(), reread(request).orElse(request)));
    }

    private void end(MoveRequest request, MoveCourse.Result result, MailboxDatabase to) {
        rested.remove(request.id());
        ending.remove(request.id());
        marks.forget(request.id());
        Optional<Instant> now = Optional.of(clock.instant());
        switch (result) {
            case COMPLETED -> {
                requests.note(request, Status.COMPLETED, "", now);
                LOG.info("mailbox of {} moved from {} to {}", request.displayName(), request.source(), to.name());
            }
            case COMPLETED_WITH_WARNING -> requests.note(request, Status.COMPLETED_WITH_WARNING,
                    "Some messages could not be read and stayed behind.", now);
            case TOO_MANY_BAD_ITEMS -> requests.note(request, Status.FAILED,
                    "More messages cannot be read than BadItemLimit lets stay behind.", now);
            case GIVEN_UP -> requests.note(request, Status.FAILED, Optional.ofNullable(failures.get(request.id()))
                    .map(Failures::message).orElse("It failed too often."), now);
        }
        failures.remove(request.id()); // who resumes it begins anew
    }

    @Override
    public void close() {
        rounds.finish(CLOSING_MAX);
        for (Run run : running.values()) {
            try {
                run.thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
