package org.gatehouse.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.SqlEngine;
import org.jspecify.annotations.Nullable;

/// The move of a mailbox from one mounted database to another while people work in it, by one process at a time.
///
/// Everything is copied once, then what was changed meanwhile, again and again, until little is left; then the
/// mailbox is locked for the last changes and is in the target from there on. Ids, keys and names are those that it
/// had, so a client that keeps a copy has nothing to load anew. Each step may be the last one that a process
/// does: whoever goes on, claims the move and finds in the databases how far it has come.
public final class MailboxMove {
    private static final int BAD_ITEMS_SHOWN_MAX = 1_000;
    private static final int HELD_ROWS_MAX = 50;
    private static final long HELD_BYTES_MAX = 1 << 20;

    private final SqlMailboxDatabase from;
    private final SqlMailboxDatabase to;
    private final UUID mailbox;
    private final UUID move;
    private final MoveTarget target;
    private final MoveSource source;
    /// Where the source's log ended when the mailbox was locked.
    private @Nullable String locked;
    /// Whether it was locked here, and the target has not been asked to have it since. A lock that was found may be
    /// older than an arrival that the target has lost again, with all that was written there.
    private boolean isOwnLock;

    private MailboxMove(SqlMailboxDatabase from, SqlMailboxDatabase to, UUID mailbox, UUID move) {
        this.from = from;
        this.to = to;
        this.mailbox = mailbox;
        this.move = move;
        this.source = MoveSource.of(from, mailbox, move);
        this.target = MoveTarget.claim(to, mailbox, move, source.epoch());
    }

    /// Begins a move or takes it over; whoever had it before fails at its next step.
    ///
    /// @param move the request's own id: the same for who goes on
    /// @throws StoreException when the mailbox cannot come here, with the reason
    /// @throws MailboxException NOT_FOUND when it is not in `from`
    public static MailboxMove claim(MailboxDatabase from, MailboxDatabase to, UUID mailbox, UUID move) {
        if (from.guid().equals(to.guid())) {
            throw new StoreException("mailbox " + mailbox + " is in " + to.name() + " already");
        }
        if (from.kind() != DatabaseHost.Kind.MAILBOX || to.kind() != DatabaseHost.Kind.MAILBOX) {
            throw new StoreException("mailboxes move between mailbox databases only");
        }
        return new MailboxMove(sql(from), sql(to), mailbox, move);
    }

    private static SqlMailboxDatabase sql(MailboxDatabase database) {
        if (database instanceof SqlMailboxDatabase known) {
            return known;
        }
        throw new StoreException(database.name() + " is of an engine that nothing moves to or from");
    }

    /// How far a move is.
    public enum Stage {
        /// Some of the mailbox has never been copied.
        COPYING,
        /// All was copied once; changes are followed.
        FOLLOWING,
        /// The mailbox is locked in the source.
        LOCKED,
        /// The mailbox is in the target and nowhere else.
        ARRIVED
    }

    /// @param items messages copied so far
    /// @param bytes of them
    /// @param itemsTotal in the source, while it is there
    /// @param badItems messages that cannot be read, the first thousand
    public record Progress(Stage stage, long items, long bytes, long itemsTotal, long bytesTotal,
            List<BadItem> badItems) {
        public Progress {
            badItems = List.copyOf(badItems);
        }
    }

    /// A message that stays behind.
    ///
    /// @param why it cannot be read
    public record BadItem(long folder, long message, String why) {}

    /// How far this one is.
    public Progress progress() {
        MoveTarget.Standing standing = target.standing();
        MailboxDatabase.MailboxStatistics all = source.statistics();
        return new Progress(stage(standing), standing.items(), standing.bytes(), all.items(), all.bytes(),
                MoveTarget.badItems(to, mailbox, BAD_ITEMS_SHOWN_MAX));
    }

    private Stage stage(MoveTarget.Standing standing) {
        return switch (standing.phase()) {
            case FOLDERS, MESSAGES, LINKS -> Stage.COPYING;
            case FOLLOWING -> source.isLocked() ? Stage.LOCKED : Stage.FOLLOWING;
            case ARRIVED -> Stage.ARRIVED;
        };
    }

    /// Who owns it: grows with each claim.
    long epoch() {
        return target.epoch();
    }

    /// Begins to take note of changes, before anything is copied. Idempotent. A source that came back without the end
    /// of what it had may not have noted all: then the move begins anew. What has come goes before the source takes
    /// note of the owner: who died in between would leave a note that says that nothing is missing.
    public void begin() {
        source.watch();
        boolean known = source.isKnown();
        if (!known) {
            target.startOver();
        }
        source.claim(target.epoch(), known);
        if (!known) {
            unlock();
        }
    }

    private void startOver() {
        unlock();
        target.startOver();
    }

    /// Copies the next part for the first time.
    ///
    /// @param bytesMax about so much of messages, in memory at once
    /// @return whether there is more
    public boolean copy(long bytesMax) {
        MoveTarget.Standing standing = target.standing();
        if (standing.phase() != MoveTarget.Phase.ARRIVED && source.isLocked()) {
            unlock(); // the target has lost what it had: this may take long
        }
        switch (standing.phase()) {
            case FOLDERS -> target.folders(standing, source.folders(standing.position()));
            case MESSAGES -> target.messages(standing, source.messages(standing.position(), bytesMax));
            case LINKS -> target.links(standing, source.links(standing.position(), standing.within()));
            case FOLLOWING, ARRIVED -> {
                return false;
            }
        }
        return true;
    }

    /// What one look at the changes copied.
    ///
    /// @param changes rows
    /// @param noted entries of the trail that were about them
    /// @param whole whether nothing more was noted when it looked
    public record Followed(int changes, int noted, boolean whole) {
        /// How many changes the next look may find: no fewer than there are when not all was seen, since few may be
        /// long.
        public int left() {
            return whole ? changes : Integer.MAX_VALUE;
        }
    }

    /// Copies some of what was changed since.
    public Followed follow(long bytesMax) {
        return follow(bytesMax, MoveSource.ROWS_MAX);
    }

    private Followed follow(long bytesMax, int rowsMax) {
        long position = target.standing().trail();
        if (!source.remembers(position)) {
            startOver();
            return new Followed(0, 0, false);
        }
        MoveSource.Changes changes = source.changes(position, bytesMax, rowsMax);
        if (changes.noted() > 0) {
            // The trail stays: a target that comes back without the end of what it had follows it once more.
            target.follow(position, changes);
        }
        return new Followed(changes.entries().size(), changes.noted(), changes.whole());
    }

    /// The same, again and again, while nobody writes to the mailbox: as [MovePace] says, where changes come faster
    /// than they are copied.
    ///
    /// @param holdMax how long writers wait at most; zero not at all
    public Followed follow(long bytesMax, Duration holdMax) {
        Optional<WriteHold> held = holdMax.isZero() ? Optional.empty() : source.hold(holdMax);
        if (held.isEmpty()) {
            return follow(bytesMax);
        }
        try (WriteHold hold = held.get()) {
            // A few at a time: what is copied when the hold is over is copied while all write again.
            long bytes = Math.min(bytesMax, HELD_BYTES_MAX);
            Followed last = follow(bytes, HELD_ROWS_MAX);
            int noted = last.noted();
            // None at all: it has begun anew.
            while (last.changes() > 0 && !last.whole() && !hold.isOver()) {
                last = follow(bytes, HELD_ROWS_MAX);
                noted += last.noted();
            }
            return new Followed(last.changes(), noted, last.whole());
        }
    }

    /// How many entries of the trail are not copied yet.
    public long behind() {
        return source.behind(target.standing().trail());
    }

    /// Locks the mailbox, copies what is left and, once all copies of the source have the lock, lets it be in the
    /// target: a source that forgot the lock would have the mailbox too. When this fails, or the copies are not that
    /// far, the mailbox stays locked: try again, or [#unlock].
    public void complete(long bytesMax) {
        if (target.standing().phase() == MoveTarget.Phase.ARRIVED) {
            return;
        }
        MoveSource.Locked lock = source.lock(target.epoch(), to.guid(), !isOwnLock);
        if (lock.anew() || !isOwnLock) {
            locked = null; // copies that have an earlier one may lack this
        }
        isOwnLock = true;
        while (follow(bytesMax).changes() > 0) {
            // until nothing is left: nobody writes any more
        }
        String mark = locked == null ? CopiesOfLog.mark(from.engine()) : locked;
        locked = mark;
        if (!CopiesOfLog.have(from.engine(), mark)) {
            return;
        }
        long position = target.standing().trail();
        // Otherwise the target came back without the end of what it had: it is followed once more.
        if (source.remembers(position) && source.behind(position) == 0) {
            isOwnLock = false;
            target.arrive(position, source.whole(), lock.row());
        }
    }

    /// Lets people work in the source again. Never after the mailbox has arrived.
    public void unlock() {
        if (target.standing().phase() == MoveTarget.Phase.ARRIVED) {
            throw new StoreException("mailbox " + mailbox + " is in " + to.name() + " for good");
        }
        if (source.isLocked()) {
            source.unlock(target.epoch(), !isOwnLock);
        }
        isOwnLock = false;
        locked = null;
    }

    /// Where the log ends now, for [#isKept]: the target's once the mailbox has arrived, until then the source's.
    public String mark() {
        return CopiesOfLog.mark(keeper());
    }

    /// Whether every copy of that database has on disk what was written before.
    public boolean isKept(String mark) {
        return CopiesOfLog.have(keeper(), mark);
    }

    private SqlEngine keeper() {
        return (target.standing().phase() == MoveTarget.Phase.ARRIVED ? to : from).engine();
    }

    /// Once everybody looks for the mailbox in the target: what the source has of it is kept for a while, softly
    /// deleted.
    ///
    /// Whoever stood still here may be so late that another has ended the move and the mailbox is back in the source by
    /// a later one. Who owns the target may note himself in the source; who still owns it after that is asked for there
    /// by everybody who comes later.
    public void finish() {
        target.requireHere();
        if (source.claimEnd(target.epoch())) {
            target.requireHere();
            source.gone(target.epoch(), to.guid());
        }
    }

    /// Gives up before the mailbox has arrived: it stays where it is, and what was copied is deleted.
    public void cancel() {
        unlock();
        source.stay();
        target.drop();
    }

    /// Since when the mailbox is locked, as the source's clock has it; empty when it is not.
    public Optional<java.time.Instant> lockedSince() {
        return source.lockedSince();
    }

    /// Whether the source has taken note that the mailbox is gone.
    public boolean isFinished() {
        return source.isGone();
    }

    /// Runs the work of a move unless somebody does so already, in this process or in another: empty then.
    public static <T> Optional<T> alone(MailboxDatabase to, UUID mailbox, java.util.function.Supplier<T> work) {
        return sql(to).engine().exclusively("move of mailbox " + mailbox, work);
    }

    /// Forgets what the target knows of a move that has ended.
    public static void forget(MailboxDatabase to, UUID mailbox, UUID move) {
        MoveTarget.forget(sql(to), mailbox, move);
    }

    /// How far a move is, for who only looks; empty when it was never begun there.
    public static Optional<Progress> progress(MailboxDatabase to, UUID mailbox, UUID move) {
        SqlMailboxDatabase known = sql(to);
        return MoveTarget.standing(known, mailbox, move).map(standing -> new Progress(switch (standing.phase()) {
            case FOLDERS, MESSAGES, LINKS -> Stage.COPYING;
            case FOLLOWING -> Stage.FOLLOWING;
            case ARRIVED -> Stage.ARRIVED;
        }, standing.items(), standing.bytes(), 0, 0, MoveTarget.badItems(known, mailbox, BAD_ITEMS_SHOWN_MAX)));
    }

    @Override
    public String toString() {
        return "move " + move + " of mailbox " + mailbox + " from " + from.name() + " to " + to.name();
    }
}
