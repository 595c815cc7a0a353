package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class MoveMarksTest {
    private static final UUID REQUEST = new UUID(0, 1);
    private final MoveMarks marks = new MoveMarks();

    @Test
    void copiesAreWaitedForUpToWhereTheLogWasFirst() {
        assertThat(marks.of(REQUEST, false, () -> "0/10")).isEqualTo("0/10");
        assertThat(marks.of(REQUEST, false, () -> "0/20")).isEqualTo("0/10");
        assertThat(marks.of(REQUEST, true, () -> "0/5")).as("another database's").isEqualTo("0/5");
        assertThat(marks.of(REQUEST, true, () -> "0/6")).isEqualTo("0/5");
        marks.forget(REQUEST);
        assertThat(marks.of(REQUEST, false, () -> "0/30")).isEqualTo("0/30");
    }

    /// Copies that had what the target wrote when the mailbox arrived first may lack that it has arrived again.
    @Test
    void aMailboxThatArrivesAgainIsWaitedForAnew() {
        assertThat(marks.of(REQUEST, true, () -> "0/5")).isEqualTo("0/5");
        assertThat(marks.of(REQUEST, false, () -> "0/10")).as("a standby took over without it").isEqualTo("0/10");
        assertThat(marks.of(REQUEST, true, () -> "0/7")).isEqualTo("0/7");
    }
}
