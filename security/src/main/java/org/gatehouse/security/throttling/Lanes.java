package org.gatehouse.security.throttling;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Ways to a processor for one owner's work, taken in the order of coming. Work that takes long, such as a search, must
/// not hold up all other work of its owner's: whoever has waited in vain may overtake, as few side by side again.
/// Thread-safe.
final class Lanes {
    private final Semaphore usual;
    private final Semaphore overtaking;
    private final long waitMillisMax;

    /// @param max of either kind
    /// @param waitMillisMax for either kind
    Lanes(int max, long waitMillisMax) {
        this.usual = new Semaphore(max, true);
        this.overtaking = new Semaphore(max, true);
        this.waitMillisMax = waitMillisMax;
    }

    /// @return to be released; none when all were taken for too long
    Optional<Semaphore> take() throws InterruptedException {
        if (usual.tryAcquire(waitMillisMax, TimeUnit.MILLISECONDS)) {
            return Optional.of(usual);
        }
        return overtaking.tryAcquire(waitMillisMax, TimeUnit.MILLISECONDS) ? Optional.of(overtaking)
                : Optional.empty();
    }
}
