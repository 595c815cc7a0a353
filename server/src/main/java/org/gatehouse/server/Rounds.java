package org.gatehouse.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something done again and again, on a virtual thread of its own, until it is closed. A round that fails is logged,
/// and the next one is made as if it had not.
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Duration usual;
    private final Supplier<Duration> round;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile Duration pause = Duration.ZERO;
    /// Beside the interrupt, which a database or a library may swallow.
    private volatile boolean closed;

    /// Rounds of which each says how long to wait for the next one.
    ///
    /// @param name of the thread, and for the log
    /// @param usual the pause after a round that failed
    public Rounds(String name, Duration usual, Supplier<Duration> round) {
        this.name = name;
        this.usual = usual;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// Rounds with the same pause after each.
    public static Rounds every(Duration pause, String name, Runnable round) {
        return new Rounds(name, pause, () -> {
            round.run();
            return pause;
        });
    }

    /// Begins with a round.
    public void start() {
        thread.start();
    }

    /// Begins with a pause.
    public void startLater() {
        pause = usual;
        start();
    }

    /// Ends the pause, or lets none follow the round that goes on now. Never blocks.
    public void wake() {
        wake.release();
    }

    /// Whether the end was asked for: a round that takes long looks.
    public boolean isClosed() {
        return closed;
    }

    private void run() {
        try {
            while (!isOver()) {
                pause = go();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver() throws InterruptedException {
        if (!closed) {
            boolean _ = wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
            wake.drainPermits();
        }
        return closed;
    }

    private Duration go() {
        try {
            return round.get();
        } catch (RuntimeException bug) {
            if (!closed) {
                LOG.error("bug in {}; the next round is made all the same", name, bug);
            }
            return usual;
        }
    }

    /// Interrupts the round that goes on now, and waits for its end.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (isStarted()) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets the round that goes on now come to its end, and waits for that.
    ///
    /// @param max as long as it is worth waiting
    public void finish(Duration max) {
        closed = true;
        wake();
        try {
            if (isStarted()) {
                boolean _ = thread.join(max);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStarted() {
        return thread.getState() != Thread.State.NEW;
    }
}
