package org.gatehouse.access.emsmdb;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The notifications that a session's client has not fetched, and the one parked call that waits for them. Thread-safe.
///
/// The store's threads add, calls of the session take, EcDoAsyncWaitEx waits ([MS-OXCRPC] 3.3.4.1).
final class Backlog<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<T> pending = new ArrayDeque<>();
    private final InstantSource clock;
    private final int max;
    private long lastActivityMillis;
    private boolean waiting;
    private boolean ended;

    Backlog(InstantSource clock, int max) {
        this.clock = clock;
        this.max = max;
        this.lastActivityMillis = clock.millis();
    }

    /// How a wait ended.
    enum Outcome { PENDING, TIMED_OUT, ENDED, CANCELLED, REFUSED }

    /// Adds one; the oldest gives way when the client does not fetch.
    void add(T event) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (pending.size() >= max) {
                pending.removeFirst();
            }
            pending.addLast(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<T> peek() {
        lock.lock();
        try {
            return Optional.ofNullable(pending.peekFirst());
        } finally {
            lock.unlock();
        }
    }

    /// Removes the one that [#peek()] gave, unless it gave way meanwhile.
    @SuppressWarnings("ReferenceEquality") // the same event, not an equal one that came after it
    void taken(T event) {
        lock.lock();
        try {
            if (pending.peekFirst() == event) {
                pending.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Drops what matches: its registration was released.
    void forget(java.util.function.Predicate<T> which) {
        lock.lock();
        try {
            pending.removeIf(which);
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
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Parks until something is pending, `max` without a call has passed, the session ends or the call is cancelled.
    /// A second wait at the same time is refused.
    Outcome await(Duration waitMax, CompletionStage<?> cancelled) {
        lock.lock();
        try {
            if (waiting) {
                return Outcome.REFUSED;
            }
            waiting = true;
            lastActivityMillis = Math.max(lastActivityMillis, clock.millis());
        } finally {
            lock.unlock();
        }
        cancelled.whenComplete((_, _) -> wake());
        lock.lock();
        try {
            return park(waitMax, cancelled);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Outcome.CANCELLED;
        } finally {
            waiting = false;
            lock.unlock();
        }
    }

    private Outcome park(Duration waitMax, CompletionStage<?> cancelled) throws InterruptedException {
        while (true) {
            if (ended) {
                return Outcome.ENDED;
            }
            if (!pending.isEmpty()) {
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
