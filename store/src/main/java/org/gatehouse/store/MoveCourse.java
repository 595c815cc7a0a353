package org.gatehouse.store;

import java.time.Duration;

/// What a move does next: decided from what its request says and what is known of it, without threads, clock or
/// databases. Whoever carries a step out looks again and asks again; every step may be done twice.
public final class MoveCourse {
    /// Changes that are left when the mailbox may be locked: they are copied while nobody can work in it. All that a
    /// look sees when it sees everything, or a mailbox that is written to all the time would be followed for ever: on a
    /// slow machine each look finds what was written during the one before.
    public static final int LEFT_AT_LOCK_MAX = MoveSource.ROWS_MAX;
    /// A mailbox is given back to its user when it cannot be completed for so long.
    public static final Duration LOCKED_MAX = Duration.ofSeconds(20);
    /// After so many failures in a row a move is given up, as the real service does.
    public static final int FAILURES_MAX = 60;
    /// What has failed more often while the mailbox was locked takes longer than its user is to wait.
    private static final int FAILURES_LOCKED_MAX = 1;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(5);

    private MoveCourse() {}

    /// What a request asks for.
    ///
    /// @param suspended whether an administrator has suspended it
    /// @param holdsWhenReady whether it waits for an administrator before the end
    /// @param removed whether it is to be given up
    /// @param badItemLimit messages that may stay behind
    public record Wish(boolean suspended, boolean holdsWhenReady, boolean removed, int badItemLimit) {}

    /// What is known.
    ///
    /// @param left changes that the last look found; a number above [#LEFT_AT_LOCK_MAX] when nobody has looked
    /// @param pointed whether the directory says that the mailbox is in the target
    /// @param kept whether all copies of the database that it is in have what was written to it: to the source until a
    ///     moment ago, or to the target when it came there
    /// @param finished whether the source has taken note that it is gone
    /// @param lockedFor how long the mailbox has been locked
    /// @param failures steps that failed in a row
    /// @param sinceFailure since the last of them
    public record Known(MailboxMove.Stage stage, int left, int badItems, boolean pointed, boolean kept,
            boolean finished, Duration lockedFor, int failures, Duration sinceFailure) {}

    /// What to do.
    public sealed interface Step {
        /// Copies some of it for the first time.
        record Copy() implements Step {}

        /// Copies some of what was changed.
        record Follow() implements Step {}

        /// Locks it and copies the rest.
        record Complete() implements Step {}

        /// Gives it back to its user in the source.
        record Unlock() implements Step {}

        /// Lets the directory say that it is in the target.
        record Point() implements Step {}

        /// Tells the source that it is gone for good.
        record Finish() implements Step {}

        /// Deletes what was copied.
        record Cancel() implements Step {}

        /// Nothing for a while.
        record Rest(Why why) implements Step {}

        /// Over.
        record End(Result result) implements Step {}
    }

    /// Why nothing is done.
    public enum Why {
        SUSPENDED, READY, RETRYING,
        /// Copies lack what was written, and it would be lost with it when one of them takes over.
        COPIES_BEHIND
    }

    /// How it ended.
    public enum Result { COMPLETED, COMPLETED_WITH_WARNING, TOO_MANY_BAD_ITEMS, GIVEN_UP }

    /// The next step.
    public static Step next(Wish wish, Known known) {
        // A failure of the future is one from before the clock was set back.
        if (known.failures > 0 && !known.sinceFailure.isNegative()
                && known.sinceFailure.compareTo(pause(known.failures)) < 0) {
            // Whatever else the target says: it may have lost that it was followed up to the lock.
            boolean isTooMuch = isLockedTooLong(known) || isLocked(known) && known.failures > FAILURES_LOCKED_MAX;
            return known.stage != MailboxMove.Stage.ARRIVED && isTooMuch ? new Step.Unlock()
                    : new Step.Rest(Why.RETRYING);
        }
        return switch (known.stage) {
            // It is in the target and nowhere else: there is no way back, whatever is wished.
            case ARRIVED -> arrived(known);
            case COPYING, FOLLOWING, LOCKED -> {
                if (wish.removed) {
                    yield new Step.Cancel();
                }
                if (known.badItems > wish.badItemLimit || known.failures >= FAILURES_MAX) {
                    yield known.stage == MailboxMove.Stage.LOCKED ? new Step.Unlock() : new Step.End(
                            known.failures >= FAILURES_MAX ? Result.GIVEN_UP : Result.TOO_MANY_BAD_ITEMS);
                }
                yield underWay(wish, known);
            }
        };
    }

    private static boolean isLocked(Known known) {
        return known.stage == MailboxMove.Stage.LOCKED || !known.lockedFor.isZero();
    }

    /// Nobody knows since when, where whoever locked it has a clock that is ahead: it may be for an hour.
    private static boolean isLockedTooLong(Known known) {
        return known.lockedFor.compareTo(LOCKED_MAX) > 0 || known.lockedFor.isNegative();
    }

    private static Step arrived(Known known) {
        if (!known.pointed) {
            return new Step.Point();
        }
        if (!known.finished) {
            return known.kept ? new Step.Finish() : new Step.Rest(Why.COPIES_BEHIND);
        }
        return new Step.End(known.badItems > 0 ? Result.COMPLETED_WITH_WARNING : Result.COMPLETED);
    }

    private static Step underWay(Wish wish, Known known) {
        if (known.stage == MailboxMove.Stage.LOCKED) {
            // Whoever locked it may have died.
            return isLockedTooLong(known) || wish.suspended ? new Step.Unlock()
                    : new Step.Complete();
        }
        if (wish.suspended) {
            return new Step.Rest(Why.SUSPENDED);
        }
        if (known.stage == MailboxMove.Stage.COPYING) {
            return new Step.Copy();
        }
        if (known.left > LEFT_AT_LOCK_MAX) {
            return new Step.Follow();
        }
        // Not when nothing is left: somebody who writes all the time would keep it from ever being ready.
        if (wish.holdsWhenReady) {
            return new Step.Rest(Why.READY);
        }
        return known.kept ? new Step.Complete() : new Step.Rest(Why.COPIES_BEHIND);
    }

    /// Longer after each failure.
    public static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    }
}
