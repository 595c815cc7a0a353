package org.gatehouse.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.mapi.property.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries events from commits to listeners. The writer's thread only queues; one virtual thread per subscription with
/// something queued calls its listener, in order, and ends when there is nothing left.
final class EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    private final StoreLimits limits;
    private final CopyOnWriteArrayList<Line> lines = new CopyOnWriteArrayList<>();

    EventHub(StoreLimits limits) {
        this.limits = limits;
    }

    MailboxSession.Subscription subscribe(StoreEvent.Filter filter, StoreEvent.Listener listener) {
        if (lines.size() >= limits.subscriptionsMax()) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, limits.subscriptionsMax() + " subscriptions");
        }
        var line = new Line(filter, listener);
        lines.add(line);
        return line;
    }

    void publish(List<StoreEvent> events) {
        for (Line line : lines) {
            List<StoreEvent> wanted = events.stream().filter(line.filter::wants).toList();
            if (!wanted.isEmpty()) {
                line.queue(wanted);
            }
        }
    }

    private final class Line implements MailboxSession.Subscription {
        private final StoreEvent.Filter filter;
        private final StoreEvent.Listener listener;
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<StoreEvent> queue = new ArrayDeque<>();
        private boolean running;
        private volatile boolean closed;

        Line(StoreEvent.Filter filter, StoreEvent.Listener listener) {
            this.filter = filter;
            this.listener = listener;
        }

        void queue(List<StoreEvent> events) {
            lock.lock();
            try {
                for (StoreEvent event : events) {
                    if (queue.size() >= limits.queuedEventsMax()) {
                        coalesce();
                    }
                    queue.add(event);
                }
                if (!running) {
                    running = true;
                    Thread.ofVirtual().name("store events").start(this::drain);
                }
            } finally {
                lock.unlock();
            }
        }

        /// Instead of what a slow listener missed, one "look again" per folder.
        private void coalesce() {
            var folders = new ArrayList<StoreEvent>();
            queue.stream().map(StoreEvent::folder).distinct().limit(limits.queuedEventsMax() / 2)
                    .forEach(folder -> folders.add(StoreEvent.lookAgain(folder)));
            queue.clear();
            queue.addAll(folders);
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
            closed = true;
            lines.remove(this);
        }
    }
}
