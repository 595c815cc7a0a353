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

    private final Cmdlets.Shell ann = cmdlets.shell(ANN);
    private final Cmdlets.Shell bob = cmdlets.shell(BOB);

    private void allow(OptionalInt period, OptionalInt slowedAbove, OptionalInt max) {
        allowed = new CmdletAllowance("Strict", new CmdletAllowance.Rate(period, slowedAbove, max),
                CmdletAllowance.Rate.UNLIMITED, FREE);
    }

    @Test
    void soManyCmdletsRunInEachPeriod() {
        allow(OptionalInt.of(60), FREE, OptionalInt.of(2));
        assertThat(ann.begin(false)).isEmpty();
        now += 20 * SECOND;
        assertThat(ann.begin(false)).isEmpty();
        assertThat(ann.begin(false)).contains("throttled: CORP\\ann has run as many cmdlets in 60 s as "
                + "PowerShellMaxCmdlets of throttling policy 'Strict' allows; try again in 40 s");
        assertThat(bob.begin(false)).as("another person").isEmpty();
        now += 40 * SECOND;
        assertThat(ann.begin(false)).isEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void cmdletsAboveExchangesLimitAreSlowed() {
        allow(OptionalInt.of(10), OptionalInt.of(20), FREE);
        for (int cmdlet = 0; cmdlet < 20; cmdlet++) {
            assertThat(ann.begin(false)).isEmpty();
        }
        assertThat(pauses).isEmpty();
        assertThat(ann.begin(false)).isEmpty();
        assertThat(pauses).containsExactly(Duration.ofMillis(500));
        allow(OptionalInt.of(3600), OptionalInt.of(0), FREE);
        assertThat(ann.begin(false)).isEmpty();
        assertThat(pauses).last().isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aChangeHoldsAtOnceAndWithoutAPeriodThereIsNoLimit() {
        allow(OptionalInt.of(60), FREE, OptionalInt.of(1));
        assertThat(ann.begin(false)).isEmpty();
        assertThat(ann.begin(false)).isPresent();
        allow(FREE, OptionalInt.of(0), OptionalInt.of(0));
        assertThat(ann.begin(false)).isEmpty();
        allow(OptionalInt.of(60), FREE, OptionalInt.of(2));
        assertThat(ann.begin(false)).isEmpty();
        assertThat(ann.begin(false)).isPresent();
    }

    @Test
    void whatCannotBeUndoneHasALimitOfItsOwn() {
        allowed = new CmdletAllowance("Strict", new CmdletAllowance.Rate(OptionalInt.of(60), FREE, OptionalInt.of(4)),
                new CmdletAllowance.Rate(OptionalInt.of(300), FREE, OptionalInt.of(2)), FREE);
        assertThat(ann.begin(true)).isEmpty();
        assertThat(ann.begin(true)).isEmpty();
        assertThat(ann.begin(true)).contains("throttled: CORP\\ann has run as many destructive cmdlets in "
                + "300 s as PowerShellMaxDestructiveCmdlets of throttling policy 'Strict' allows; try again in 300 s");
        assertThat(ann.begin(false)).as("others go on").isEmpty();
        assertThat(ann.begin(false)).isEmpty();
        assertThat(ann.begin(false)).hasValueSatisfying(why -> assertThat(why)
                .contains("PowerShellMaxCmdlets"));
        now += 60 * SECOND;
        assertThat(ann.begin(true)).as("its period is longer").isPresent();
        now += 240 * SECOND;
        assertThat(ann.begin(true)).isEmpty();
        for (int other = 0; other < 3; other++) {
            assertThat(ann.begin(false)).isEmpty();
        }
        assertThat(ann.begin(true)).as("not run, and not counted").hasValueSatisfying(why -> assertThat(why)
                .contains("PowerShellMaxCmdlets of"));
        now += 60 * SECOND;
        assertThat(ann.begin(true)).isEmpty();
        assertThat(ann.begin(true)).isPresent();
    }

    @Test
    void shellsAndRunningCmdletsAreOperations() {
        allowed = new CmdletAllowance("Strict", CmdletAllowance.Rate.UNLIMITED, CmdletAllowance.Rate.UNLIMITED,
                OptionalInt.of(5));
        Cmdlets.Shell second = cmdlets.shell(ANN);
        Cmdlets.Shell third = cmdlets.shell(ANN);
        assertThat(ann.open()).isEmpty();
        assertThat(second.open()).isEmpty();
        assertThat(third.open()).hasValueSatisfying(why -> assertThat(why)
                .startsWith("throttled: CORP\\ann has as many operations at a time as PowerShellMaxCmdletQueueDepth"));
        assertThat(second.begin(false)).isEmpty();
        assertThat(ann.begin(false)).as("beside it").isPresent();
        assertThat(bob.open()).as("another person").isEmpty();
        second.end();
        assertThat(ann.begin(true)).isEmpty();
        second.close();
        assertThat(third.open()).as("what it held is free").isEmpty();
        third.close();
        third.close();
        third.end();
        allowed = new CmdletAllowance("Strict", CmdletAllowance.Rate.UNLIMITED, CmdletAllowance.Rate.UNLIMITED,
                OptionalInt.of(3));
        assertThat(third.open()).as("never below nothing").isPresent();
        ann.close();
        assertThat(third.open()).isEmpty();
    }
}
