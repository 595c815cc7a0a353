package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class RoundsTest {
    private static final Duration LONG = Duration.ofDays(1);

    @Test
    void aRoundThatFailsIsLoggedAndTheNextOneIsMade() throws Exception {
        var log = TestLog.of(Rounds.class);
        var said = new ListAppender<ILoggingEvent>();
        said.list = new CopyOnWriteArrayList<>(); // others may log while it is read
        said.start();
        log.addAppender(said);
        var made = new AtomicInteger();
        var third = new CountDownLatch(1);
        try (Rounds rounds = Rounds.every(Duration.ofMillis(1), "rounds that fail once", () -> {
            if (made.incrementAndGet() == 1) {
                throw new IllegalStateException("the first one");
            }
            if (made.get() == 3) {
                third.countDown();
            }
        })) {
            rounds.start();
            third.await();
        } finally {
            log.detachAppender(said);
        }
        assertThat(said.list).filteredOn(event -> event.getFormattedMessage().contains("rounds that fail once"))
                .singleElement().satisfies(event -> assertThat(event.getThrowableProxy().getMessage())
                        .isEqualTo("the first one"));
    }

    @Test
    void theEndOfAPauseIsNotWaitedFor() throws Exception {
        var made = new AtomicInteger();
        var first = new CountDownLatch(1);
        var rounds = new Rounds("rounds with long pauses", LONG, () -> {
            made.incrementAndGet();
            first.countDown();
            return LONG;
        });
        rounds.start();
        first.await();
        rounds.close();
        assertThat(rounds.isClosed()).isTrue();
        assertThat(made).hasValue(1);
        rounds.close(); // twice is allowed
        try (Rounds later = Rounds.every(LONG, "rounds that begin with a pause", made::incrementAndGet)) {
            later.startLater();
        }
        Rounds.every(LONG, "rounds that nobody started", made::incrementAndGet).close();
        assertThat(made).hasValue(1);
    }

    @Test
    void whoIsWokenGoesAtOnce() throws Exception {
        var second = new CountDownLatch(2);
        try (Rounds rounds = Rounds.every(LONG, "rounds that are woken", second::countDown)) {
            rounds.startLater();
            rounds.wake();
            while (second.getCount() == 2) {
                Thread.onSpinWait();
            }
            rounds.wake();
            second.await();
        }
    }

    @Test
    void closingInterruptsARoundAndFinishingLetsItEnd() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        Rounds waiting = Rounds.every(LONG, "a round that waits", () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ended) {
                interrupted.set(true); // and swallowed, as some libraries do
            }
        });
        waiting.start();
        begun.await();
        waiting.close();
        assertThat(interrupted).isTrue();

        var working = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        Rounds busy = Rounds.every(LONG, "a round that works", () -> {
            working.countDown();
            try {
                goOn.await();
                ended.set(true);
            } catch (InterruptedException unwanted) {
                Thread.currentThread().interrupt();
            }
        });
        busy.start();
        working.await();
        busy.finish(Duration.ZERO);
        assertThat(ended).as("as long as was to be waited").isFalse();
        goOn.countDown();
        busy.finish(LONG);
        assertThat(ended).isTrue();
    }
}
