package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.gatehouse.store.MailboxMove.Stage;
import org.gatehouse.store.MoveCourse.Known;
import org.gatehouse.store.MoveCourse.Result;
import org.gatehouse.store.MoveCourse.Step;
import org.gatehouse.store.MoveCourse.Why;
import org.gatehouse.store.MoveCourse.Wish;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

class MoveCourseTest {
    private static final Wish PLAIN = new Wish(false, false, false, 0);

    private static Known known(Stage stage, int left) {
        return new Known(stage, left, 0, false, true, false, Duration.ZERO, 0, Duration.ZERO);
    }

    @Test
    void theUsualWayGoesFromCopyingToTheEnd() {
        assertThat(MoveCourse.next(PLAIN, known(Stage.COPYING, 9_999))).isEqualTo(new Step.Copy());
        assertThat(MoveCourse.next(PLAIN, known(Stage.FOLLOWING, 9_999))).isEqualTo(new Step.Follow());
        assertThat(MoveCourse.next(PLAIN, known(Stage.FOLLOWING, 3))).isEqualTo(new Step.Complete());
        assertThat(MoveCourse.next(PLAIN, known(Stage.FOLLOWING, MoveSource.ROWS_MAX - 1)))
                .as("all that a look saw: an owner who writes on and on leaves as much").isEqualTo(new Step.Complete());
        assertThat(MoveCourse.next(PLAIN, known(Stage.ARRIVED, 0))).isEqualTo(new Step.Point());
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.ARRIVED, 0, 0, true, true, false, Duration.ZERO, 0,
                Duration.ZERO))).isEqualTo(new Step.Finish());
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.ARRIVED, 0, 0, true, true, true, Duration.ZERO, 0,
                Duration.ZERO))).isEqualTo(new Step.End(Result.COMPLETED));
    }

    @Test
    void theSourceKeepsWhatTheTargetsCopiesDoNotHave() {
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.ARRIVED, 0, 0, true, false, false, Duration.ofHours(1), 0,
                Duration.ZERO))).isEqualTo(new Step.Rest(Why.COPIES_BEHIND));
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.FOLLOWING, 3, 0, false, false, false, Duration.ZERO, 0,
                Duration.ZERO))).as("nor is it locked before").isEqualTo(new Step.Rest(Why.COPIES_BEHIND));
    }

    @Test
    void anAdministratorHoldsItSuspendsItAndGivesItUp() {
        Wish holding = new Wish(false, true, false, 0);
        assertThat(MoveCourse.next(holding, known(Stage.FOLLOWING, MoveCourse.LEFT_AT_LOCK_MAX + 1)))
                .isEqualTo(new Step.Follow());
        assertThat(MoveCourse.next(holding, known(Stage.FOLLOWING, 3))).as("while its owner writes")
                .isEqualTo(new Step.Rest(Why.READY));
        assertThat(MoveCourse.next(holding, known(Stage.FOLLOWING, 0))).isEqualTo(new Step.Rest(Why.READY));
        Wish suspended = new Wish(true, false, false, 0);
        assertThat(MoveCourse.next(suspended, known(Stage.COPYING, 0))).isEqualTo(new Step.Rest(Why.SUSPENDED));
        assertThat(MoveCourse.next(suspended, known(Stage.LOCKED, 0))).isEqualTo(new Step.Unlock());
        Wish removed = new Wish(false, false, true, 0);
        assertThat(MoveCourse.next(removed, known(Stage.LOCKED, 0))).isEqualTo(new Step.Cancel());
        assertThat(MoveCourse.next(removed, known(Stage.ARRIVED, 0))).as("no way back").isEqualTo(new Step.Point());
    }

    /// It would be locked until that hour has passed.
    @Test
    void aMailboxThatWasLockedByAClockAheadIsGivenBack() {
        Duration ahead = Duration.ofHours(-1);
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, ahead, 0, Duration.ZERO)))
                .isEqualTo(new Step.Unlock());
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, ahead, 3,
                Duration.ofSeconds(1)))).as("while it waits to try again").isEqualTo(new Step.Unlock());
    }

    @Test
    void aMailboxIsGivenBackToItsUserWhenTheEndTakesTooLong() {
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, Duration.ofSeconds(21), 0,
                Duration.ZERO))).isEqualTo(new Step.Unlock());
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, Duration.ofSeconds(21), 3,
                Duration.ofSeconds(1)))).isEqualTo(new Step.Unlock());
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.COPYING, 0, 0, false, true, false, Duration.ofSeconds(21), 3,
                Duration.ofSeconds(1)))).as("a target that lost all").isEqualTo(new Step.Unlock());
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 2, false, true, false, Duration.ZERO, 0,
                Duration.ZERO))).as("too many bad items").isEqualTo(new Step.Unlock());
    }

    /// What fails twice, such as a target without room, is not tried on while the user waits.
    @Test
    void aMailboxWhoseEndFailsAgainIsGivenBack() {
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, Duration.ofSeconds(1), 1,
                Duration.ofSeconds(1)))).isEqualTo(new Step.Rest(Why.RETRYING));
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, Duration.ofSeconds(3), 2,
                Duration.ofSeconds(1)))).isEqualTo(new Step.Unlock());
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.FOLLOWING, 0, 0, false, true, false, Duration.ZERO, 2,
                Duration.ofSeconds(1)))).isEqualTo(new Step.Rest(Why.RETRYING));
    }

    /// By processes whose clocks are an hour apart, or one whose clock is set.
    @Test
    void aMailboxIsNotLockedForAnHourWhenClocksDiffer() {
        for (Duration apart : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
            assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, apart, 0,
                    Duration.ZERO))).isEqualTo(new Step.Unlock());
            assertThat(MoveCourse.next(PLAIN, new Known(Stage.LOCKED, 0, 0, false, true, false, apart, 3,
                    Duration.ofSeconds(1)))).isEqualTo(new Step.Unlock());
            assertThat(MoveCourse.next(PLAIN, new Known(Stage.COPYING, 0, 0, false, true, false, Duration.ZERO, 3,
                    apart))).isEqualTo(new Step.Copy());
        }
    }

    @Test
    void failuresAreFollowedByLongerPausesAndByTheEnd() {
        assertThat(MoveCourse.pause(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(MoveCourse.pause(4)).isEqualTo(Duration.ofSeconds(16));
        assertThat(MoveCourse.pause(50)).isEqualTo(Duration.ofMinutes(5));
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.COPYING, 0, 0, false, true, false, Duration.ZERO, 4,
                Duration.ofSeconds(15)))).isEqualTo(new Step.Rest(Why.RETRYING));
        assertThat(MoveCourse.next(PLAIN, new Known(Stage.COPYING, 0, 0, false, true, false, Duration.ZERO, 60,
                Duration.ofHours(1)))).isEqualTo(new Step.End(Result.GIVEN_UP));
    }

    /// Whatever fails and whoever wishes what: the mailbox is in one place, never locked for long, and the course ends.
    @Test
    void everyCourseEndsAndTheMailboxIsNeverAwayForLong() {
        long seed = Mutations.seed();
        for (int round = 0; round < Mutations.rounds(2_000); round++) {
            var world = new World(new Random(seed + round));
            for (int step = 0; world.result == null && step < 20_000; step++) {
                world.step();
            }
            assertThat(world.result).as("seed %d round %d", seed, round).isNotNull();
        }
    }

    /// Databases, a directory and an administrator, in time of their own.
    private static final class World {
        private final Random random;
        private Stage stage = Stage.COPYING;
        private int toCopy;
        private int left;
        private int failures;
        private long now;
        private long failed;
        private long locked;
        private boolean pointed;
        private boolean finished;
        private Wish wish = PLAIN;
        private Step.@org.jspecify.annotations.Nullable End result;

        World(Random random) {
            this.random = random;
            this.toCopy = random.nextInt(50);
        }

        private void step() {
            now += random.nextInt(1_500);
            if (now < 600_000) { // then the administrator lets it be, and the user goes home
                left += random.nextInt(40);
                if (random.nextInt(50) == 0) {
                    wish = new Wish(random.nextInt(3) == 0, random.nextInt(3) == 0, random.nextInt(10) == 0, 0);
                }
            } else if (!wish.removed()) {
                wish = PLAIN;
            }
            if (now < 600_000 && random.nextInt(20) == 0) {
                return; // a database is out of reach: nobody asks
            }
            Step next = MoveCourse.next(wish, new Known(stage, left, 0, pointed, random.nextInt(5) > 0, finished,
                    Duration.ofMillis(stage == Stage.LOCKED ? now - locked : 0), failures,
                    Duration.ofMillis(now - failed)));
            boolean fails = now < 600_000 && random.nextInt(6) == 0;
            if (fails && !(next instanceof Step.Rest) && !(next instanceof Step.End)) {
                failures++;
                failed = now;
                lockedAtLeast(next);
                return;
            }
            take(next);
            if (!(next instanceof Step.Rest)) {
                failures = 0;
            }
            if (stage == Stage.LOCKED) {
                assertThat(now - locked).as("locked for").isLessThan(MoveCourse.LOCKED_MAX.toMillis() + 30_000);
            }
        }

        /// A completion that fails in the middle leaves the lock.
        private void lockedAtLeast(Step next) {
            if (next instanceof Step.Complete && stage == Stage.FOLLOWING && random.nextBoolean()) {
                stage = Stage.LOCKED;
                locked = now;
            }
        }

        private void take(Step next) {
            switch (next) {
                case Step.Copy() -> {
                    assertThat(stage).isEqualTo(Stage.COPYING);
                    stage = toCopy-- <= 0 ? Stage.FOLLOWING : stage;
                }
                case Step.Follow() -> left = Math.max(0, left - 500);
                case Step.Complete() -> {
                    assertThat(left <= MoveCourse.LEFT_AT_LOCK_MAX || stage == Stage.LOCKED).isTrue();
                    assertThat(wish.suspended() || wish.removed()).isFalse();
                    stage = Stage.ARRIVED;
                }
                case Step.Unlock() -> {
                    assertThat(stage).isEqualTo(Stage.LOCKED);
                    stage = Stage.FOLLOWING;
                }
                case Step.Point() -> {
                    assertThat(stage).isEqualTo(Stage.ARRIVED);
                    pointed = true;
                }
                case Step.Finish() -> {
                    assertThat(pointed).isTrue();
                    finished = true;
                }
                case Step.Cancel() -> {
                    assertThat(stage).isNotEqualTo(Stage.ARRIVED);
                    result = new Step.End(Result.GIVEN_UP);
                }
                case Step.Rest _ -> { }
                case Step.End end -> {
                    assertThat(stage == Stage.ARRIVED && (!pointed || !finished)).isFalse();
                    result = end;
                }
            }
        }
    }
}
