package org.gatehouse.access.emsmdb;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.store.StoreEvent;

/// The notifications that a session's client has not fetched, and the parked calls that wait for them. Thread-safe.
///
/// The store's threads add, calls of the session take, EcDoAsyncWaitEx waits ([MS-OXCRPC] 3.3.4.1). Nothing here grows
/// without end: a table has one notice, changes of one object are one, and when more wait than a client may leave, what
/// a subscription missed shrinks to "look again" and tables to "changed" ([MS-OXCNOTIF] 3.1.4.3).
final class Backlog {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<Object, Notice> pending = new LinkedHashMap<>(4);
    private final ArrayDeque<Notice.Ready> ready = new ArrayDeque<>(0);
    private final InstantSource clock;
    private final int max;
    private long lastActivityMillis;
    private long lastNumber;
    private boolean ended;
    private boolean exiting;

    Backlog(InstantSource clock, int max) {
        this.clock = clock;
        this.max = max;
        this.lastActivityMillis = clock.millis();
    }

    /// How a wait ended.
    enum Outcome { PENDING, TIMED_OUT, ENDED, EXITING, CANCELLED }

    /// The notices of a table or an object event, by what they are told together with.
    private record TableKey(int handle) {}

    void add(Notice.OfTable notice) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            pending.merge(new TableKey(notice.handle()), notice,
                    (old, _) -> notice.after((Notice.OfTable) old));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void add(Notice.OfObject notice) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (pending.size() >= max) {
                collapse();
            }
            pending.merge(notice.key().orElseGet(() -> ++lastNumber), notice,
                    (old, _) -> notice.after((Notice.OfObject) old));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Leaves one notice per subscription and table; their numbers are limited.
    private void collapse() {
        var left = new LinkedHashMap<Object, Notice>();
        for (Notice notice : pending.values()) {
            switch (notice) {
                case Notice.OfTable table -> left.put(new TableKey(table.handle()), table.asBasic());
                case Notice.OfObject object -> left.merge(object.handle(), again(object, Optional.empty()),
                        (old, _) -> again(object, Optional.of((Notice.OfObject) old)));
                case Notice.Ready _ -> throw new IllegalStateException("never pending");
            }
        }
        pending.clear();
        left.values().forEach(notice -> pending.put(notice instanceof Notice.OfObject object
                ? object.key().orElseThrow() : new TableKey(notice.handle()), notice));
    }

    private static Notice.OfObject again(Notice.OfObject missed, Optional<Notice.OfObject> other) {
        ObjectId folder = missed.event().isMessage() || missed.event().kind() == StoreEvent.Kind.TABLE_CHANGED
                ? missed.event().folder() : missed.event().object();
        boolean same = other.map(each -> each.event().folder().equals(folder)).orElse(true);
        return new Notice.OfObject(missed.handle(), missed.logonId(), same ? StoreEvent.lookAgain(folder)
                : StoreEvent.lookAgainEverywhere());
    }

    /// Takes the oldest: what did not fit before first.
    Optional<Notice> take() {
        lock.lock();
        try {
            Notice first = ready.pollFirst();
            if (first == null) {
                var oldest = pending.pollFirstEntry();
                first = oldest == null ? null : oldest.getValue();
            }
            return Optional.ofNullable(first);
        } finally {
            lock.unlock();
        }
    }

    /// Keeps what did not fit for the next call.
    void putBack(Notice.Ready notice) {
        lock.lock();
        try {
            if (!ended) {
                ready.addFirst(notice);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return ready.isEmpty() && pending.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return ready.size() + pending.size();
        } finally {
            lock.unlock();
        }
    }

    /// Drops what was for a handle: it was released, or its table shows other rows now.
    void forget(int handle) {
        lock.lock();
        try {
            if (!ready.isEmpty() || !pending.isEmpty()) {
                ready.removeIf(notice -> notice.handle() == handle);
                pending.values().removeIf(notice -> notice.handle() == handle);
            }
        } finally {
            lock.unlock();
        }
    }

    /// When the client called last.
    Instant lastActivity() {
        lock.lock();
        try {
            return Instant.ofEpochMilli(lastActivityMillis);
        } finally {
            lock.unlock();
        }
    }

    /// The client called: a wait runs for its whole time from now.
    void touch() {
        lock.lock();
        try {
            lastActivityMillis = clock.millis();
        } finally {
            lock.unlock();
        }
    }

    /// Ends waits and takes nothing more.
    void end() {
        lock.lock();
        try {
            ended = true;
            pending.clear();
            ready.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends waits because the server goes away, and every later one at once.
    void exit() {
        lock.lock();
        try {
            exiting = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Parks until something is pending, `max` without a call has passed, the session ends or the call is cancelled.
    /// The time runs from the client's last call (MS-OXCRPC_R1230); where that is over already, from now: a client that
    /// does nothing but wait would ask again without end.
    Outcome await(Duration waitMax, CompletionStage<?> cancelled) {
        cancelled.whenComplete((_, _) -> wake());
        lock.lock();
        try {
            long now = clock.millis();
            // Ahead of now: the clock was set back.
            if (now - lastActivityMillis >= waitMax.toMillis() || lastActivityMillis > now) {
                lastActivityMillis = now;
            }
            return park(waitMax, cancelled);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Outcome.CANCELLED;
        } finally {
            lock.unlock();
        }
    }

    private Outcome park(Duration waitMax, CompletionStage<?> cancelled) throws InterruptedException {
        while (true) {
            if (ended) {
                return Outcome.ENDED;
            }
            if (exiting) {
                return Outcome.EXITING;
            }
            if (!ready.isEmpty() || !pending.isEmpty()) {
                return Outcome.PENDING;
            }
            if (cancelled.toCompletableFuture().isDone()) {
                return Outcome.CANCELLED;
            }
            long left = lastActivityMillis + waitMax.toMillis() - clock.millis();
            if (left <= 0) {
                return Outcome.TIMED_OUT;
            }
            boolean _ = changed.await(left, TimeUnit.MILLISECONDS);
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
