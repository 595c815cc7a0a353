package org.gatehouse.store;

import java.time.Duration;

/// How long a move holds up those who write to its mailbox, for each look at what they have changed: not at all, as
/// long as what is noted while some changes are copied is clearly less than these, since then the rest dwindles. Where
/// it does not over some looks, they are held twice as long, up to a bound at which next to nothing else happens.
///
/// Without threads, clock or databases. Whoever takes a move over begins with [#NONE].
public final class MovePace {
    /// Nobody is held up.
    public static final MovePace NONE = new MovePace(0, 0, 0, -1);
    /// The longest hold: what the lock at the end may take.
    public static final Duration HOLD_MAX = Duration.ofMillis(800);
    private static final Duration FIRST_HOLD = Duration.ofMillis(25);
    /// Looks between judgements.
    static final int LOOKS = 8;
    /// Of what was copied, how much may have been noted meanwhile: three of four.
    private static final int NOTED_MAX = 3;
    private static final int COPIED = 4;

    private final int step;
    private final int looks;
    private final long copied;
    /// What was left at the last judgement; below zero before the first.
    private final long behind;

    private MovePace(int step, int looks, long copied, long behind) {
        this.step = step;
        this.looks = looks;
        this.copied = copied;
        this.behind = behind;
    }

    /// For how long writers wait while the move looks.
    public Duration hold() {
        if (step == 0) {
            return Duration.ZERO;
        }
        Duration hold = FIRST_HOLD.multipliedBy(1L << step - 1);
        return hold.compareTo(HOLD_MAX) < 0 ? hold : HOLD_MAX;
    }

    /// After a look.
    ///
    /// @param changes entries of the trail that it copied
    public MovePace looked(int changes) {
        return new MovePace(step, looks + 1, copied + changes, behind);
    }

    /// Whether it is time to count what is left.
    public boolean isDue() {
        return behind < 0 || looks >= LOOKS;
    }

    /// After counting.
    ///
    /// @param left entries of the trail that are not copied yet
    public MovePace judged(long left) {
        long noted = copied + left - behind;
        boolean dwindles = behind < 0 || noted * COPIED <= copied * NOTED_MAX;
        return new MovePace(dwindles || hold().equals(HOLD_MAX) ? step : step + 1, 0, 0, left);
    }
}
