package org.gatehouse.bench.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Virtual time: things happen one after the other, in an order that depends on nothing but when they were ordered for.
/// What is ordered for one millisecond happens in the order in which it was ordered.
final class Timeline {
    private static final int FIRST = 8;

    /// What happens in one millisecond.
    private static final class Moment {
        private @Nullable Runnable[] actions = new Runnable[FIRST];
        private int count;

        private void add(Runnable action) {
            if (count == actions.length) {
                actions = Arrays.copyOf(actions, 2 * count);
            }
            actions[count++] = action;
        }
    }

    private final long end;
    /// By millisecond.
    private @Nullable Moment[] moments = new Moment[1_024];
    private long now;
    private long done;

    /// @param end nothing happens later
    Timeline(long end) {
        this.end = end;
    }

    /// Milliseconds since the world began.
    long now() {
        return now;
    }

    /// How much has happened.
    long done() {
        return done;
    }

    void in(long millis, Runnable action) {
        if (millis < 0) {
            throw new IllegalArgumentException(millis + " ms ago");
        }
        if (millis > end - now) {
            return;
        }
        int at = Math.toIntExact(now + millis);
        if (at >= moments.length) {
            moments = Arrays.copyOf(moments, Math.max(at + 1, 2 * moments.length));
        }
        Moment moment = moments[at];
        if (moment == null) {
            moment = new Moment();
            moments[at] = moment;
        }
        moment.add(action);
    }

    /// Lets everything happen.
    void run() {
        for (; now <= end; now++) {
            Moment moment = now < moments.length ? moments[(int) now] : null;
            if (moment != null) {
                run(moment);
                moments[(int) now] = null;
            }
        }
        now = end;
    }

    /// Some of what happens is ordered for this same millisecond.
    private void run(Moment moment) {
        for (int next = 0; next < moment.count; next++) {
            Runnable action = moment.actions[next];
            moment.actions[next] = null;
            done++;
            if (action != null) {
                action.run();
            }
        }
    }
}
