package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.security.signin.FailedSignIns;
import org.junit.jupiter.api.Test;

/// The computer's clock is set by an hour.
class SteadyClockTest {
    private static final Instant BEGIN = Instant.parse("2010-11-22T09:30:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    private final SteadyClock steady = new SteadyClock(now::get);

    @Test
    void itIsNeitherSetForwardNorBack() {
        Instant before = steady.instant();
        assertThat(before).isAfterOrEqualTo(BEGIN).isBefore(BEGIN.plus(Duration.ofMinutes(30)));
        for (Duration set : new Duration[] {Duration.ofHours(-1), Duration.ofHours(1)}) {
            now.set(BEGIN.plus(set));
            Instant after = steady.instant();
            assertThat(after).isAfterOrEqualTo(before).isBefore(before.plus(Duration.ofMinutes(30)));
            before = after;
        }
    }

    @Test
    void nobodyIsLockedOutForAnHourLonger() throws Exception {
        var limits = new FailedSignIns.Limits(2, Duration.ofNanos(1), 100, Duration.ofNanos(1), 10);
        InetAddress address = InetAddress.getByName("192.0.2.1");
        var onWall = new FailedSignIns(limits, now::get);
        var onSteady = new FailedSignIns(limits, steady);
        assertThat(onWall.charge("ann", address) && onSteady.charge("ann", address)).isTrue();
        now.set(BEGIN.minus(Duration.ofHours(1)));
        assertThat(onWall.charge("ann", address)).as("what the steady clock is for").isFalse();
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!onSteady.charge("ann", address)) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
