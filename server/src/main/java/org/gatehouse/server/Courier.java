package org.gatehouse.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.transport.Mailroom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks into the outgoing queues from time to time: for messages to be sent later, receipts, and what was cut off.
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final long ROUND_MILLIS = 1_000;
    private static final int ROUNDS_PER_SWEEP = 3_600;
    private static final long CLOSING_SECONDS_MAX = 10;

    private final Mailroom mailroom;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    Courier(Mailroom mailroom) {
        this.mailroom = mailroom;
        this.thread = Thread.ofVirtual().name("courier").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            for (int round = 1; !closing.await(ROUND_MILLIS, TimeUnit.MILLISECONDS); round++) {
                round(round % ROUNDS_PER_SWEEP == 0);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void round(boolean sweeps) {
        try {
            int _ = mailroom.run();
            if (sweeps) {
                mailroom.sweep();
            }
        } catch (RuntimeException bug) {
            LOG.error("bug while sending; it is tried again", bug);
        }
    }

    /// What is being sent is sent to its end.
    @Override
    public void close() {
        closing.countDown();
        if (thread.getState() == Thread.State.NEW) { // it was never started
            return;
        }
        try {
            boolean _ = thread.join(java.time.Duration.ofSeconds(CLOSING_SECONDS_MAX));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
