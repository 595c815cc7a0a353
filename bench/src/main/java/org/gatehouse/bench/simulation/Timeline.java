package org.gatehouse.bench.simulation;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// Virtual time: things happen one after the other, in an order that depends on nothing but when they were ordered for.
/// What is ordered for one millisecond happens in the order in which it was ordered.
final class Timeline {
    private static final class Moment implements Comparable<Moment> {
        private final long time;
        private final ArrayDeque<Runnable> actions = new ArrayDeque<>(2);

        private Moment(long time) {
            this.time = time;
        }

        @Override
        public int compareTo(Moment other) {
            return Long.compare(time, other.time);
        }
    }

    private final Map<Long, Moment> moments = new HashMap<>();
    private final PriorityQueue<Moment> order = new PriorityQueue<>();
    private long now;
    private long done;

    /// Milliseconds since the world began.
    long now() {
        return now;
    }

    /// How much has happened.
    long done() {
        return done;
    }

    void in(long millis, Runnable action) {
        Moment moment = moments.computeIfAbsent(now + millis, this::open);
        moment.actions.add(action);
    }

    private Moment open(long time) {
        var moment = new Moment(time);
        order.add(moment);
        return moment;
    }

    /// Lets things happen up to a time.
    void runUntil(long end) {
        Moment next = order.peek();
        while (next != null && next.time <= end) {
            now = next.time;
            Runnable action = next.actions.poll();
            if (action == null) {
                order.remove();
                moments.remove(next.time);
                next = order.peek();
            } else {
                done++;
                action.run();
            }
        }
        now = end;
    }
}
