package org.gatehouse.database;

/// Decides what becomes of those who need a server that does not answer: while there is hope that it comes back, here
/// or elsewhere, they wait and a few attempts are made for all of them; when it has been away for long they are
/// refused at once, and one attempt now and then finds out when that is over.
///
/// Times are those of a clock that only goes forward, in nanoseconds.
public final class Outage {
    /// From one attempt to the next while somebody waits.
    public static final long PAUSE_NANOS = 100_000_000L;
    /// The same when nobody does any more.
    public static final long LONG_PAUSE_NANOS = 1_000_000_000L;

    private final long holdNanos;
    private boolean on;
    private long since;
    private long next;

    /// @param holdNanos how long after its first failure a server is waited for
    public Outage(long holdNanos) {
        this.holdNanos = holdNanos;
    }

    /// What to do now.
    public sealed interface Advice {
        /// Try to connect, and tell how that went.
        record Try() implements Advice {}

        /// Ask again then, or when somebody has got an answer.
        record Wait(long nanos) implements Advice {}

        /// Give up.
        record Refuse() implements Advice {}
    }

    /// @param tried whether who asks has made an attempt already: without hope nobody makes another, since each may
    ///     take longer than the pause between them
    public Advice ask(long now, boolean tried) {
        if (!on) {
            return new Advice.Try();
        }
        boolean hope = now - since < holdNanos;
        if (now >= next && (hope || !tried)) {
            next = now + (hope ? PAUSE_NANOS : LONG_PAUSE_NANOS);
            return new Advice.Try();
        }
        return hope ? new Advice.Wait(Math.min(next, since + holdNanos) - now) : new Advice.Refuse();
    }

    /// An attempt that began at `begun` has failed.
    public void failed(long begun) {
        if (!on) {
            on = true;
            since = begun;
            next = begun + PAUSE_NANOS;
        }
    }

    /// Somebody has connected elsewhere than here, so that the next attempt will succeed.
    public void seen(long now) {
        next = Math.min(next, now);
    }

    public void answered() {
        on = false;
    }

    boolean isOn() {
        return on;
    }

    /// How long it has lasted.
    long nanos(long now) {
        return on ? now - since : 0;
    }
}
