package org.gatehouse.bench.simulation;

import java.util.PriorityQueue;

/// Virtual time: things happen one after the other, in an order that depends on nothing but when they were ordered for.
final class Timeline {
    private static final class Event implements Comparable<Event> {
        private final long time;
        private final long number;
        private final Runnable action;

        private Event(long time, long number, Runnable action) {
            this.time = time;
            this.number = number;
            this.action = action;
        }

        @Override
        public int compareTo(Event other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long ordered;
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
        events.add(new Event(now + millis, ordered++, action));
    }

    /// Lets things happen up to a time.
    void runUntil(long end) {
        Event next = events.peek();
        while (next != null && next.time <= end) {
            events.remove();
            now = next.time;
            done++;
            next.action.run();
            next = events.peek();
        }
        now = end;
    }
}
