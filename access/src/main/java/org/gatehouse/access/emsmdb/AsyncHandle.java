package org.gatehouse.access.emsmdb;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.gatehouse.security.Identity;

/// The asynchronous context handle of a session ([MS-OXCRPC] 3.3.1): good only while the session is.
public final class AsyncHandle implements AutoCloseable {
    private final Session session;

    AsyncHandle(Session session) {
        this.session = session;
    }

    /// How a wait ended.
    public enum Outcome { PENDING, TIMED_OUT, REFUSED, CANCELLED }

    /// Who opened the session: nobody else waits on it.
    public Identity caller() {
        return session.caller();
    }

    /// Parks until the session has events, for as long as its limits say.
    public Outcome await(CompletionStage<?> cancelled) {
        Duration waitMax = session.limits().waitMax();
        return switch (session.awaitEvents(waitMax, cancelled)) {
            case PENDING -> Outcome.PENDING;
            case TIMED_OUT -> Outcome.TIMED_OUT;
            // Product note 38: a handle whose session is gone is rejected, like a second wait.
            case ENDED, REFUSED -> Outcome.REFUSED;
            case CANCELLED -> Outcome.CANCELLED;
        };
    }

    /// The session outlives its asynchronous handle.
    @Override
    public void close() {}
}
