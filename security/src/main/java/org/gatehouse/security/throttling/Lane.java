package org.gatehouse.security.throttling;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The way to a processor, for one piece of work until it is closed. Whoever has been over budget lately has few of
/// them side by side, and further work waits in the order of its coming, so that it is not all there when others want
/// something; everybody else's way is open. Of one thread.
public final class Lane implements AutoCloseable {
    /// The longest wait: work that takes longer, such as a search, must not hold up its owner's for ever.
    private static final long WAIT_MILLIS_MAX = 2_000;
    private static final Lane OPEN = new Lane(Optional.empty());

    private Optional<Semaphore> taken;

    private Lane(Optional<Semaphore> taken) {
        this.taken = taken;
    }

    static Lane open() {
        return OPEN;
    }

    static Lane of(Semaphore lanes) {
        try {
            return lanes.tryAcquire(WAIT_MILLIS_MAX, TimeUnit.MILLISECONDS) ? new Lane(Optional.of(lanes)) : OPEN;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return OPEN;
        }
    }

    @Override
    public void close() {
        taken.ifPresent(Semaphore::release);
        if (taken.isPresent()) {
            taken = Optional.empty();
        }
    }
}
