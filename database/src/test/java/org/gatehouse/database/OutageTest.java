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
        assertThat(outage.ask(0)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(0)).as("nothing is known to be wrong").isEqualTo(new Advice.Try());
        outage.failed(0);
        outage.failed(0);
        assertThat(outage.ask(1)).isEqualTo(new Advice.Wait(Outage.PAUSE_NANOS - 1));
        assertThat(outage.ask(Outage.PAUSE_NANOS)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(Outage.PAUSE_NANOS)).isEqualTo(new Advice.Wait(Outage.PAUSE_NANOS));
        assertThat(outage.isOn()).isTrue();
        outage.answered();
        assertThat(outage.ask(Outage.PAUSE_NANOS + 1)).isEqualTo(new Advice.Try());
        assertThat(outage.nanos(HOLD)).isZero();
    }

    @Test
    void nobodyWaitsLongerThanTheServerIsWaitedForAndALongOutageIsStillLookedAt() {
        outage.failed(0);
        assertThat(outage.ask(HOLD - 1)).isEqualTo(new Advice.Try());
        assertThat(outage.ask(HOLD - 1)).as("until the hope ends").isEqualTo(new Advice.Wait(1));
        assertThat(outage.ask(HOLD)).isEqualTo(new Advice.Refuse());
        long later = HOLD - 1 + Outage.PAUSE_NANOS;
        assertThat(outage.ask(later)).isEqualTo(new Advice.Try());
        outage.failed(later);
        assertThat(outage.ask(later)).isEqualTo(new Advice.Refuse());
        assertThat(outage.ask(later + Outage.LONG_PAUSE_NANOS)).isEqualTo(new Advice.Try());
        assertThat(outage.nanos(later)).isEqualTo(later);
        outage.answered();
        outage.failed(2 * later);
        assertThat(outage.ask(2 * later + 1)).as("another outage begins anew").isInstanceOf(Advice.Wait.class);
    }

    @Test
    void whoeverFailedInVainWithoutHopeIsRefusedNext() {
        var impatient = new Outage(0);
        impatient.failed(0);
        assertThat(impatient.ask(1)).isEqualTo(new Advice.Refuse());
    }
}
