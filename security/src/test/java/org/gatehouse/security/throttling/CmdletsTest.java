package org.gatehouse.security.throttling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.gatehouse.security.Identity;
import org.junit.jupiter.api.Test;

class CmdletsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final Identity BOB = new Identity("CORP", "bob", "NTLM");
    private static final OptionalInt FREE = OptionalInt.empty();

    private long now;
    private CmdletAllowance allowed = CmdletAllowance.unlimited("Strict");
    private final List<Duration> pauses = new ArrayList<>();
    private final Cmdlets cmdlets = new Budgets(new Policies() {
        @Override
        public Owner owner(Identity identity) {
            return Owner.of(identity);
        }

        @Override
        public Allowance allowance(Identity identity, Component component) {
            return Allowance.unlimited("Strict");
        }

        @Override
        public Allowance anonymous() {
            return Allowance.unlimited("Strict");
        }

        @Override
        public CmdletAllowance cmdlets(Identity identity) {
            return allowed;
        }
    }, () -> now, pauses::add).cmdlets();

    private void allow(OptionalInt period, OptionalInt slowedAbove, OptionalInt max) {
        allowed = new CmdletAllowance("Strict", period, slowedAbove, max);
    }

    @Test
    void soManyCmdletsRunInEachPeriod() {
        allow(OptionalInt.of(60), FREE, OptionalInt.of(2));
        assertThat(cmdlets.begin(ANN)).isEmpty();
        now += 20 * SECOND;
        assertThat(cmdlets.begin(ANN)).isEmpty();
        assertThat(cmdlets.begin(ANN)).contains("throttled: CORP\\ann has run as many cmdlets in 60 s as "
                + "PowerShellMaxCmdlets of throttling policy 'Strict' allows; try again in 40 s");
        assertThat(cmdlets.begin(BOB)).as("another person").isEmpty();
        now += 40 * SECOND;
        assertThat(cmdlets.begin(ANN)).isEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void cmdletsAboveExchangesLimitAreSlowed() {
        allow(OptionalInt.of(10), OptionalInt.of(20), FREE);
        for (int cmdlet = 0; cmdlet < 20; cmdlet++) {
            assertThat(cmdlets.begin(ANN)).isEmpty();
        }
        assertThat(pauses).isEmpty();
        assertThat(cmdlets.begin(ANN)).isEmpty();
        assertThat(pauses).containsExactly(Duration.ofMillis(500));
        allow(OptionalInt.of(3600), OptionalInt.of(0), FREE);
        assertThat(cmdlets.begin(ANN)).isEmpty();
        assertThat(pauses).last().isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aChangeHoldsAtOnceAndWithoutAPeriodThereIsNoLimit() {
        allow(OptionalInt.of(60), FREE, OptionalInt.of(1));
        assertThat(cmdlets.begin(ANN)).isEmpty();
        assertThat(cmdlets.begin(ANN)).isPresent();
        allow(FREE, OptionalInt.of(0), OptionalInt.of(0));
        assertThat(cmdlets.begin(ANN)).isEmpty();
        allow(OptionalInt.of(60), FREE, OptionalInt.of(2));
        assertThat(cmdlets.begin(ANN)).isEmpty();
        assertThat(cmdlets.begin(ANN)).isPresent();
    }
}
