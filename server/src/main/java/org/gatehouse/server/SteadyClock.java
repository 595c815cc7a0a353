package org.gatehouse.server;

import java.time.Instant;
import java.time.InstantSource;

/// A clock for how long something lasts: right when it is made, and never set forward or back. Whoever corrects the
/// computer's clock by an hour neither ends all time-outs at once nor makes them an hour longer. Not for times that
/// people read or other computers compare.
public final class SteadyClock implements InstantSource {
    private final Instant made;
    private final long madeNanos = System.nanoTime();

    /// @param clock the computer's
    public SteadyClock(InstantSource clock) {
        this.made = clock.instant();
    }

    @Override
    public Instant instant() {
        return made.plusNanos(System.nanoTime() - madeNanos);
    }
}
