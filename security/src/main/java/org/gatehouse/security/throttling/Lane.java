package org.gatehouse.security.throttling;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The way to a processor, for one piece of work until it is closed. Whoever has been over budget lately has few of
/// them side by side, further work waits in the order of its coming, and after each there is a rest as long as makes
/// the share last for the whole minute, so that it is not all there when others want something; everybody else's way
/// is open. Of one thread.
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

    /// @param rest waits as long as its owner has to, with the lane taken: those behind have to wait as well
    static Lane of(Semaphore lanes, Runnable rest) {
        try {
            if (!lanes.tryAcquire(WAIT_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
                return OPEN;
            }
            var lane = new Lane(Optional.of(lanes));
            rest.run();
            return lane;
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
