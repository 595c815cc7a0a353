package org.gatehouse.bench.simulation;

import org.gatehouse.security.throttling.Budget;
import org.gatehouse.security.throttling.Purse;

/// What one person has used at one member, written down beside the budget that decides.
final class Book {
    static final long WINDOW = Budget.WINDOW_NANOS / 1_000_000;
    /// What others used is known after so long: two exchanges.
    static final long KNOWN_AFTER = 1_000;
    /// What a member that is not heard of had is forgotten after ten seconds, and what that takes.
    static final long FORGOTTEN_AFTER = 13_000;
    /// Less than such a part of a limit need not be told.
    static final int PARTS = 16;
    /// As long as a budget is not told anew.
    private static final long QUANTUM = 10;
    private static final int ENTRY = 4;

    final Purse purse;
    final long begun;
    /// Of each moment that may matter still [#ENTRY] numbers: when it was, places, what was used, what was running.
    private long[] moments = new long[2 * ENTRY];
    private int first;
    private int last;
    private int places;
    private int running;
    /// In this window and, the same as long as there is only one, altogether.
    private long used;
    /// The same with the time in which a database was away: until the work is over, and elsewhere, it counts.
    private long charged;
    private long windowStart;
    private long settledAt;

    Book(Purse purse, long now) {
        this.purse = purse;
        this.begun = now;
        this.windowStart = now;
        this.settledAt = now;
        note(now);
    }

    int places() {
        return places;
    }

    private void note(long now) {
        if (last == moments.length) {
            int kept = last - first;
            var room = new long[Math.max(moments.length, kept + kept / 2 / ENTRY * ENTRY + ENTRY)];
            System.arraycopy(moments, first, room, 0, kept);
            moments = room;
            first = 0;
            last = kept;
        }
        moments[last] = now;
        moments[last + 1] = places;
        moments[last + 2] = used;
        moments[last + 3] = running;
        last += ENTRY;
        while (last - first > ENTRY && moments[first + ENTRY] <= now - FORGOTTEN_AFTER) {
            first += ENTRY;
        }
    }

    private void settle(long now) {
        while (now - windowStart >= WINDOW) {
            windowStart += WINDOW;
            used = 0;
            charged = 0;
            settledAt = Math.max(settledAt, windowStart);
        }
        used += running * (now - settledAt);
        charged += running * (now - settledAt);
        settledAt = now;
    }

    void count(long now, int more) {
        settle(now);
        places += more;
        note(now);
    }

    void begin(long now) {
        settle(now);
        running++;
        note(now);
    }

    void end(long now, long excused) {
        settle(now);
        running--;
        used = Math.max(0, used - excused);
        note(now);
    }

    long used(long now) {
        settle(now);
        return used;
    }

    long charged(long now) {
        settle(now);
        return charged;
    }

    /// The fewest places of the time in which others came to know.
    int fewestLately(long now) {
        long fewest = places;
        long before = 0;
        for (int at = first; at < last; at += ENTRY) {
            if (moments[at] <= now - KNOWN_AFTER) {
                before = moments[at + 1];
            } else {
                fewest = Math.min(fewest, moments[at + 1]);
            }
        }
        return (int) Math.min(fewest, before);
    }

    /// The most places of the time in which everybody came to know, or forgot.
    int mostLately(long now) {
        long most = places;
        long before = 0;
        for (int at = first; at < last; at += ENTRY) {
            if (moments[at] <= now - FORGOTTEN_AFTER) {
                before = moments[at + 1];
            } else {
                most = Math.max(most, moments[at + 1]);
            }
        }
        return (int) Math.max(most, before);
    }

    /// What others must know that was used here, less what need not be told.
    long toldUse(long now, long limit) {
        long known = 0;
        for (int at = first; at < last; at += ENTRY) {
            if (moments[at] <= now - KNOWN_AFTER) {
                known = moments[at + 2] + moments[at + 3] * (now - KNOWN_AFTER - moments[at]);
            }
        }
        return Math.max(0, Math.min(known, used) - limit / PARTS - QUANTUM);
    }
}
