package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MoveMarksTest {
    private static final UUID REQUEST = new UUID(0, 1);
    private Instant now = Instant.parse("2010-05-03T08:00:00Z");
    private final MoveMarks marks = new MoveMarks(() -> now);
    /// Where logs and copies are.
    private int log = 10;
    private int copy = 10;

    private boolean mayLeave() {
        return marks.mayLeave(REQUEST, () -> Integer.toString(log), mark -> copy >= Integer.parseInt(mark));
    }

    private boolean hasCome() {
        return marks.hasCome(REQUEST, () -> Integer.toString(log), mark -> copy >= Integer.parseInt(mark));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void copiesMustHaveWhatWasThereAMomentAgo() {
        log = 11;
        assertThat(mayLeave()).isFalse();
        log = 12;
        copy = 11;
        pass(Duration.ofMillis(40));
        assertThat(mayLeave()).isTrue();
    }

    /// What they had when the move began says nothing of how long they would keep a user out.
    @Test
    void copiesThatFellBehindSinceAreWaitedFor() {
        assertThat(mayLeave()).isTrue();
        log = 20;
        pass(Duration.ofMinutes(1));
        assertThat(mayLeave()).isFalse();
        pass(Duration.ofMillis(40));
        copy = 20;
        assertThat(mayLeave()).isTrue();
        marks.stays(REQUEST);
        log = 30;
        assertThat(mayLeave()).as("locked in vain").isFalse();
    }

    /// Else it would never end where they are far away.
    @Test
    void copiesThatAreAlwaysSomewhatBehindAreBorneAtLast() {
        int seconds = 0;
        copy = log - 3;
        while (!mayLeave()) {
            assertThat(seconds++).isLessThan(20);
            log++;
            copy = log - 3;
            pass(Duration.ofSeconds(1));
        }
        assertThat(seconds).isGreaterThan(6);
    }

    @Test
    void copiesThatAreALongWayBehindAreNot() {
        for (int seconds = 0; seconds < 600; seconds++) {
            log++;
            copy = Math.max(copy, log - 15);
            pass(Duration.ofSeconds(1));
            assertThat(mayLeave()).isFalse();
        }
    }

    /// Where a standby took over, or an old backup, the log begins further back.
    @Test
    void aMarkThatTheLogNeverHadIsGivenUp() {
        log = 1_000;
        assertThat(mayLeave()).isFalse();
        log = 11;
        copy = 11;
        pass(Duration.ofSeconds(21));
        assertThat(mayLeave()).isTrue();
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        assertThat(mayLeave()).isTrue();
        pass(Duration.ofHours(-1));
        assertThat(mayLeave()).isTrue();
        log = 20;
        pass(Duration.ofHours(-1));
        assertThat(mayLeave()).isFalse();
    }

    /// Copies that had what the target wrote when the mailbox arrived first may lack that it has arrived again.
    @Test
    void aMailboxThatArrivesAgainIsWaitedForAnew() {
        assertThat(hasCome()).isTrue();
        log = 20;
        assertThat(hasCome()).as("what brought it there").isTrue();
        assertThat(mayLeave()).as("a standby took over without it").isFalse();
        copy = 20;
        assertThat(mayLeave()).isTrue();
        log = 30;
        assertThat(hasCome()).isFalse();
        marks.forget(REQUEST);
        copy = 30;
        assertThat(hasCome()).isTrue();
    }
}
