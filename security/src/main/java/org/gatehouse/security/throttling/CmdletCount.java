package org.gatehouse.security.throttling;

/// The cmdlets that one person has run in a period, which begins with the first of them. No thread, no clock; not
/// thread-safe.
final class CmdletCount {
    private static final long NANOS_OF_SECOND = 1_000_000_000L;
    /// The most by which one cmdlet is put off.
    static final long PAUSE_NANOS_MAX = 2 * NANOS_OF_SECOND;

    private long start;
    private int count;

    CmdletCount(long now) {
        this.start = now;
    }

    /// Whether one more may be run.
    sealed interface Decision {
        /// @param pauseNanos for how long it is put off
        record Run(long pauseNanos) implements Decision {}

        /// @param waitNanos until the next period
        record Stop(long waitNanos) implements Decision {}
    }

    Decision next(long now, CmdletAllowance.Rate allowed) {
        if (allowed.periodSeconds().isEmpty() || allowed.periodSeconds().getAsInt() == 0) {
            return new Decision.Run(0);
        }
        long period = allowed.periodSeconds().getAsInt() * NANOS_OF_SECOND;
        if (now - start >= period) {
            start = now;
            count = 0;
        }
        if (allowed.max().isPresent() && count >= allowed.max().getAsInt()) {
            return new Decision.Stop(period - (now - start));
        }
        count++;
        int free = allowed.slowedAbove().orElse(Integer.MAX_VALUE);
        return new Decision.Run(count <= free ? 0 : Math.min(PAUSE_NANOS_MAX, period / Math.max(1, free)));
    }

    /// The last one was not run after all.
    void takeBack() {
        count = Math.max(0, count - 1);
    }

    /// Whether its period has ended long ago.
    boolean isOld(long now, long nanos) {
        return now - start >= nanos;
    }
}
