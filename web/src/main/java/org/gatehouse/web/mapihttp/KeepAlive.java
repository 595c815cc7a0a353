package org.gatehouse.web.mapihttp;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/// Keeps answers alive whose requests take their time, and lets idle contexts expire. `server` gives it a thread.
public final class KeepAlive implements Runnable, AutoCloseable {
    /// What X-PendingPeriod says ([MS-OXCMAPIHTTP] 2.2.3.3.5).
    static final Duration PERIOD = Duration.ofSeconds(15);
    /// A request that is done within this time is answered in one go.
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofMillis(250);

    private final InstantSource clock;
    private final Executor writers;
    private final Set<PendingAnswer> pending = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> sweeps = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// @param writers write to clients, which may be slow to take it, and whatever else may have to wait
    public KeepAlive(InstantSource clock, Executor writers) {
        this.clock = clock;
        this.writers = writers;
    }

    void add(PendingAnswer answer) {
        pending.add(answer);
    }

    void remove(PendingAnswer answer) {
        pending.remove(answer);
    }

    /// Does something that may take its time, beside everything else.
    void apart(Runnable deed) {
        writers.execute(deed);
    }

    /// Runs something at every tick; must not block.
    void onTick(Runnable sweep) {
        sweeps.add(sweep);
    }

    /// Works until [#close].
    @Override
    public void run() {
        while (!closed && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, TICK.toNanos());
            tick();
        }
    }

    /// One look at everything.
    void tick() {
        long now = clock.millis();
        for (PendingAnswer answer : pending) {
            if (answer.isDue(now, FIRST, PERIOD)) {
                writers.execute(answer::keepAlive);
            }
        }
        sweeps.forEach(Runnable::run);
    }

    @Override
    public void close() {
        closed = true;
    }
}
