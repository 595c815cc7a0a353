package org.gatehouse.web.http;

import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until it is started; from then on a second passes with every look at it, so that a
/// server's patience ends without anybody waiting.
final class SteppingClock implements InstantSource {
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private boolean running;

    synchronized void start() {
        running = true;
    }

    @Override
    public synchronized Instant instant() {
        if (running) {
            now = now.plusSeconds(1);
            notifyAll();
        }
        return now;
    }

    /// Waits until somebody looks at it.
    synchronized void awaitStep() throws InterruptedException {
        Instant seen = now;
        while (now.equals(seen)) {
            wait();
        }
    }
}
