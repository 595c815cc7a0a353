package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

class MovePaceTest {
    private static final int LOOKS_MAX = 20_000;
    private static final double HELD_ROWS = 50;

    /// A mailbox whose changes are noted and copied, in time of its own.
    ///
    /// @param written changes a second
    /// @param copied changes a second
    /// @param perLook changes that one look copies at most
    /// @param between seconds between two looks
    private record Race(double written, double copied, double perLook, double between) {
        /// Looks until few enough are left, or [#LOOKS_MAX]; what the pace was then.
        Ended run(double left) {
            MovePace pace = MovePace.NONE;
            double backlog = left;
            for (int looks = 1; looks < LOOKS_MAX; looks++) {
                double hold = pace.hold().toNanos() / 1e9;
                assertThat(pace.hold()).isBetween(Duration.ZERO, MovePace.HOLD_MAX);
                backlog += written * between;
                double atOnce = hold == 0 ? perLook : Math.min(perLook, HELD_ROWS);
                double taken = Math.min(backlog, Math.ceil(Math.max(1, copied * hold / atOnce)) * atOnce);
                double lasts = taken / copied;
                backlog += written * Math.max(0, lasts - hold) - taken;
                if (backlog < 500) {
                    return new Ended(looks, pace);
                }
                pace = pace.looked((int) taken);
                pace = pace.isDue() ? pace.judged((long) backlog) : pace;
            }
            return new Ended(LOOKS_MAX, pace);
        }
    }

    private record Ended(int looks, MovePace pace) {}

    @Test
    void nobodyIsHeldUpWhereTheRestDwindles() {
        for (double share : new double[]{0, 0.2, 0.5, 0.7}) {
            Ended ended = new Race(share * 1_250, 1_250, 500, 0.001).run(200_000);
            assertThat(ended.pace().hold()).as("%s of the speed", share).isZero();
            assertThat(ended.looks()).isLessThan(LOOKS_MAX);
        }
    }

    @Test
    void theHoldGrowsInStepsAndStaysAtItsBound() {
        MovePace pace = MovePace.NONE.judged(1_000);
        assertThat(pace.isDue()).isFalse();
        long before = 0;
        for (int judged = 0; judged < 20; judged++) {
            for (int look = 0; look < MovePace.LOOKS; look++) {
                pace = pace.looked(100);
            }
            assertThat(pace.isDue()).isTrue();
            pace = pace.judged(1_000); // as many as before: all that was copied has come anew
            assertThat(pace.hold().toMillis()).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(
                    before == 0 ? 25 : 2 * before);
            before = pace.hold().toMillis();
        }
        assertThat(pace.hold()).isEqualTo(MovePace.HOLD_MAX);
        assertThat(new Race(0, 1_250, 500, 0.001).run(4_000).pace().hold())
                .as("a move that begins anew").isZero();
    }

    /// Up to six times faster than it can be followed.
    @Test
    void whateverTheSpeedsTheRestDwindles() {
        long seed = Mutations.seed();
        var random = new Random(seed);
        for (int round = 0; round < Mutations.rounds(2_000); round++) {
            double copied = 500 + random.nextInt(5_000);
            double between = 0.001 + random.nextDouble() * 0.02;
            double written = copied * random.nextDouble() * 6;
            var race = new Race(written, copied, 50 + random.nextInt(450), between);
            assertThat(race.run(random.nextInt(50_000)).looks()).as("seed %d round %d: %s", seed, round, race)
                    .isLessThan(LOOKS_MAX);
        }
    }
}
