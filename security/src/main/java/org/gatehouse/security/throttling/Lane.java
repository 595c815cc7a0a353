package org.gatehouse.security.throttling;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/// The way to a processor, for one piece of work until it is closed. Whoever has been over budget lately has few of
/// them side by side, further work waits in the order of its coming, and after each there is a rest as long as makes
/// the share last for the whole minute, so that it is not all there when others want something; everybody else's way
/// is open. Of one thread.
public final class Lane implements AutoCloseable {
    private static final Lane OPEN = new Lane(Optional.empty(), false);
    private static final Lane FULL = new Lane(Optional.empty(), true);

    private final boolean full;
    private Optional<Semaphore> taken;

    private Lane(Optional<Semaphore> taken, boolean full) {
        this.taken = taken;
        this.full = full;
    }

    static Lane open() {
        return OPEN;
    }

    /// @param rest waits as long as its owner has to, with the lane taken: those behind have to wait as well
    static Lane of(Lanes lanes, Runnable rest) {
        try {
            Optional<Semaphore> taken = lanes.take();
            return taken.isPresent() ? rested(new Lane(taken, false), rest) : FULL;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return OPEN;
        }
    }

    private static Lane rested(Lane lane, Runnable rest) {
        boolean rested = false;
        try {
            rest.run();
            rested = true;
            return lane;
        } finally {
            if (!rested) {
                lane.close();
            }
        }
    }

    /// Whether so much of its owner's work goes on and waits that this one is to be put off.
    boolean isFull() {
        return full;
    }

    @Override
    public void close() {
        taken.ifPresent(Semaphore::release);
        if (taken.isPresent()) {
            taken = Optional.empty();
        }
    }
}
