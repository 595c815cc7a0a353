package org.gatehouse.security.throttling;

import java.util.concurrent.atomic.AtomicBoolean;

/// The place that a connection or a request takes. Thread-safe; closed once, however often it is said.
public final class Place implements AutoCloseable {
    private final Runnable giveBack;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Place(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            giveBack.run();
        }
    }
}
