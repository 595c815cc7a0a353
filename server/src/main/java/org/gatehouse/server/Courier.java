package org.gatehouse.server;

import java.time.Duration;
import org.gatehouse.transport.Mailroom;

/// Looks into the outgoing queues from time to time: for messages to be sent later, receipts, and what was cut off.
final class Courier implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ROUNDS_PER_SWEEP = 3_600;
    private static final Duration CLOSING_MAX = Duration.ofSeconds(10);

    private final Mailroom mailroom;
    private final Rounds rounds = Rounds.every(PAUSE, "courier", this::round);
    private int made;

    Courier(Mailroom mailroom) {
        this.mailroom = mailroom;
    }

    void start() {
        rounds.startLater();
    }

    private void round() {
        made++;
        int _ = mailroom.run();
        if (made % ROUNDS_PER_SWEEP == 0) {
            mailroom.sweep();
        }
    }

    /// What is being sent is sent to its end.
    @Override
    public void close() {
        rounds.finish(CLOSING_MAX);
    }
}
