package org.gatehouse.access.emsmdb;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.security.Identity;

/// The asynchronous context handle of a session ([MS-OXCRPC] 3.3.1): good only while the session is.
public final class AsyncHandle implements AutoCloseable {
    private final Session session;
    private final AtomicBoolean outstanding = new AtomicBoolean();

    AsyncHandle(Session session) {
        this.session = session;
    }

    /// How a wait ended.
    public enum Outcome { PENDING, TIMED_OUT, REFUSED, EXITING, CANCELLED }

    /// Who opened the session: nobody else waits on it.
    public Identity caller() {
        return session.caller();
    }

    /// Parks until the session has events, for as long as its limits say. A second wait on this handle is refused.
    public Outcome await(CompletionStage<?> cancelled) {
        if (!outstanding.compareAndSet(false, true)) {
            return Outcome.REFUSED;
        }
        Duration waitMax = session.limits().waitMax();
        try {
            return switch (session.awaitEvents(waitMax, cancelled)) {
                case PENDING -> Outcome.PENDING;
                case TIMED_OUT -> Outcome.TIMED_OUT;
                // Product note 38: a handle whose session is gone is rejected, like a second wait.
                case ENDED -> Outcome.REFUSED;
                case EXITING -> Outcome.EXITING;
                case CANCELLED -> Outcome.CANCELLED;
            };
        } finally {
            outstanding.set(false);
        }
    }

    /// The session outlives its asynchronous handle.
    @Override
    public void close() {}
}
