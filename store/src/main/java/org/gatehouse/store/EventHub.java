package org.gatehouse.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries events from commits to listeners. The writer's thread only queues; one virtual thread per subscription with
/// something queued calls its listener, in order, and ends when there is nothing left.
///
/// Subscriptions are found by their folder: a commit looks at those of the folders it touched, however many sessions
/// have tables open elsewhere.
final class EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    private final StoreLimits limits;
    private final Map<Optional<ObjectId>, Set<Line>> lines = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    EventHub(StoreLimits limits) {
        this.limits = limits;
    }

    MailboxSession.Subscription subscribe(StoreEvent.Filter filter, StoreEvent.Listener listener) {
        return subscribe(filter, listener, 0);
    }

    /// @param deafTo the author of changes whose events are of no interest, 0 for none
    MailboxSession.Subscription subscribe(StoreEvent.Filter filter, StoreEvent.Listener listener, long deafTo) {
        if (count.incrementAndGet() > limits.subscriptionsMax()) {
            count.decrementAndGet();
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, limits.subscriptionsMax() + " subscriptions");
        }
        var line = new Line(filter, listener, deafTo);
        lines.compute(line.key(), (_, known) -> {
            Set<Line> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(line);
            return all;
        });
        return line;
    }

    /// Subscriptions that are open.
    int size() {
        return count.get();
    }

    void publish(List<StoreEvent> events) {
        publish(events, 0);
    }

    /// @param author see [Change#author]
    void publish(List<StoreEvent> events, long author) {
        if (count.get() == 0) {
            return;
        }
        for (StoreEvent event : events) {
            if (event.isAnywhere()) {
                lines.values().forEach(each -> queue(each, event, author));
                continue;
            }
            queue(lines.get(Optional.<ObjectId>empty()), event, author);
            // In the order in which a line may be found; it is asked once, since it has one folder.
            places(event).forEach(place -> queue(lines.get(place), event, author));
        }
    }

    private static List<Optional<ObjectId>> places(StoreEvent event) {
        var places = new ArrayList<Optional<ObjectId>>(4);
        places.add(event.searchFolder().or(() -> Optional.of(event.folder())));
        for (Optional<ObjectId> other : List.of(event.oldFolder(), event.isMessage() ? Optional.<ObjectId>empty()
                : Optional.of(event.object()), event.isMessage() ? Optional.<ObjectId>empty() : event.oldObject())) {
            if (other.isPresent() && !places.contains(other)) {
                places.add(other);
            }
        }
        return places;
    }

    private static void queue(@org.jspecify.annotations.Nullable Set<Line> lines, StoreEvent event,
            long author) {
        if (lines != null) {
            for (Line line : lines) {
                if (line.filter.wants(event) && (author == 0 || author != line.deafTo)) {
                    line.queue(event);
                }
            }
        }
    }

    private final class Line implements MailboxSession.Subscription {
        private final StoreEvent.Filter filter;
        private final StoreEvent.Listener listener;
        private final long deafTo;
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<StoreEvent> queue = new ArrayDeque<>(0);
        private boolean running;
        private volatile boolean closed;

        Line(StoreEvent.Filter filter, StoreEvent.Listener listener, long deafTo) {
            this.filter = filter;
            this.listener = listener;
            this.deafTo = deafTo;
        }

        /// By message, whatever folder the client believes it to be in.
        Optional<ObjectId> key() {
            return filter.message().isPresent() ? Optional.empty() : filter.folder();
        }

        void queue(StoreEvent event) {
            lock.lock();
            try {
                if (queue.size() >= limits.queuedEventsMax()) {
                    coalesce();
                }
                queue.add(event);
                if (!running) {
                    running = true;
                    Thread.ofVirtual().name("store events").start(this::drain);
                }
            } finally {
                lock.unlock();
            }
        }

        /// Instead of what a slow listener missed, one "look again" per folder, or one for all when they are many.
        private void coalesce() {
            int max = limits.queuedEventsMax() / 2;
            List<ObjectId> folders = queue.stream().map(StoreEvent::folder).distinct().limit(max + 1L).toList();
            queue.clear();
            if (folders.size() > max) {
                queue.add(StoreEvent.lookAgainEverywhere());
            } else {
                folders.forEach(folder -> queue.add(StoreEvent.lookAgain(folder)));
            }
        }

        private void drain() {
            while (true) {
                StoreEvent event;
                lock.lock();
                try {
                    event = closed ? null : queue.poll();
                    if (event == null) {
                        running = false;
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                try {
                    listener.on(event);
                } catch (RuntimeException bug) {
                    LOG.error("bug in a listener of store events", bug);
                }
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            lines.computeIfPresent(key(), (_, known) -> {
                if (known.remove(this)) {
                    count.decrementAndGet();
                }
                return known.isEmpty() ? null : known;
            });
        }
    }
}
