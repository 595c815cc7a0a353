package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.gatehouse.database.Outage.Advice;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static final long HOLD = TimeUnit.SECONDS.toNanos(10);
    private final Outage outage = new Outage(HOLD);

    @Test
    void oneTriesForAllWhoWaitAndAnAnswerLetsEverybodyGo() {
        assertThat(outage.ask(0, false)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(0, false)).as("nothing is known to be wrong").isEqualTo(new Advice.Try());
        outage.failed(0);
        outage.failed(0);
        assertThat(outage.ask(1, false)).isEqualTo(new Advice.Wait(Outage.PAUSE_NANOS - 1));
        assertThat(outage.ask(Outage.PAUSE_NANOS, false)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(Outage.PAUSE_NANOS, false)).isEqualTo(new Advice.Wait(Outage.PAUSE_NANOS));
        assertThat(outage.isOn()).isTrue();
        outage.answered();
        assertThat(outage.ask(Outage.PAUSE_NANOS + 1, false)).isEqualTo(new Advice.Try());
        assertThat(outage.nanos(HOLD)).isZero();
    }

    @Test
    void nobodyWaitsLongerThanTheServerIsWaitedForAndALongOutageIsStillLookedAt() {
        outage.failed(0);
        assertThat(outage.ask(HOLD - 1, false)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(HOLD - 1, false)).as("until the hope ends").isEqualTo(new Advice.Wait(1));
        assertThat(outage.ask(HOLD, false)).isEqualTo(new Advice.Refuse());
        long later = HOLD - 1 + Outage.PAUSE_NANOS;
        assertThat(outage.ask(later, false)).isEqualTo(new Advice.Try());
        outage.failed(later);
        assertThat(outage.ask(later, false)).isEqualTo(new Advice.Refuse());
        assertThat(outage.ask(later + Outage.LONG_PAUSE_NANOS, false)).isEqualTo(new Advice.Try());
        assertThat(outage.nanos(later)).isEqualTo(later);
        outage.answered();
        outage.failed(2 * later);
        assertThat(outage.ask(2 * later + 1, false)).as("another outage begins anew").isInstanceOf(Advice.Wait.class);
    }

    /// An attempt at a host that is cut off takes longer than the pause until the next.
    @Test
    void whoHasTriedInVainIsRefusedWhenHopeEnds() {
        outage.failed(0);
        assertThat(outage.ask(HOLD - 1, true)).as("while there is hope").isEqualTo(new Advice.Try());
        long later = HOLD + 3 * Outage.LONG_PAUSE_NANOS;
        assertThat(outage.ask(later, true)).isEqualTo(new Advice.Refuse());
        assertThat(outage.ask(later, false)).as("somebody else").isEqualTo(new Advice.Try());
    }

    @Test
    void whoeverFailedInVainWithoutHopeIsRefusedNext() {
        var impatient = new Outage(0);
        impatient.failed(0);
        assertThat(impatient.ask(1, false)).isEqualTo(new Advice.Refuse());
    }

    /// Who listens has found it, while nobody would have asked for another second.
    @Test
    void aServerThatSomebodyHasSeenIsTriedAtOnce() {
        outage.failed(0);
        long later = HOLD + Outage.LONG_PAUSE_NANOS;
        assertThat(outage.ask(later, false)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(later + 1, false)).isEqualTo(new Advice.Refuse());
        outage.seen(later + 2);
        assertThat(outage.ask(later + 2, false)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(later + 3, false)).as("one for all").isEqualTo(new Advice.Refuse());
    }
}
