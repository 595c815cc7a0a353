package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutageGateTest {
    /// An attempt at a host that is cut off fails long after others have found the server elsewhere.
    @Test
    void anAttemptFromBeforeTheLastAnswerSaysNothingOfTheServer() throws Exception {
        var gate = new OutageGate("a server", 0);
        long before = Absences.nanos();
        var asked = new CountDownLatch(1);
        var found = new CountDownLatch(1);
        var attempts = new AtomicInteger();
        var late = new FutureTask<>(() -> gate.pass(() -> {
            if (attempts.incrementAndGet() > 1) {
                return "elsewhere";
            }
            asked.countDown();
            awaitQuietly(found);
            throw new SQLException("timed out", "08001");
        }));
        Thread.ofPlatform().daemon().start(late);
        asked.await();
        assertThat(gate.pass(() -> "there")).isEqualTo("there");
        found.countDown();
        assertThat(late.get()).isEqualTo("elsewhere");
        assertThat(attempts).hasValue(2);
        assertThat(Absences.nanos()).as("time that nobody had to wait").isEqualTo(before);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
