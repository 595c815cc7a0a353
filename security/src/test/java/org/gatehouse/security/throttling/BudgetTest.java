package org.gatehouse.security.throttling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final OptionalInt NONE = OptionalInt.empty();
    private static final BudgetOutput GRANTED = new BudgetOutput.Granted();

    private static Budget percentInCas(int percent) {
        return new Budget(new Allowance("p", NONE, NONE, OptionalInt.of(percent), NONE), 0, 0);
    }

    /// 100 percent are sixty seconds in a minute.
    @Test
    void aShareOfAMinuteIsUsedUpByWorkThatRunsThatLong() {
        Budget budget = percentInCas(25);
        budget.step(new BudgetInput.Begin(0));
        assertThat(budget.step(new BudgetInput.GoOn(15 * SECOND - 1))).isEqualTo(GRANTED);
        assertThat(budget.step(new BudgetInput.GoOn(15 * SECOND))).isInstanceOfSatisfying(BudgetOutput.Refused.class,
                refused -> assertThat(refused.measure()).isEqualTo(Measure.CAS));
    }

    @Test
    void workSideBySideUsesItUpFasterAndMayBeAllowedMoreThanAllTheTime() {
        Budget budget = percentInCas(205);
        for (int work = 0; work < 20; work++) {
            assertThat(budget.step(new BudgetInput.Begin(0))).isEqualTo(GRANTED);
        }
        assertThat(budget.step(new BudgetInput.GoOn(6 * SECOND))).isEqualTo(GRANTED);
        assertThat(budget.step(new BudgetInput.GoOn(7 * SECOND))).isInstanceOf(BudgetOutput.Refused.class);
    }

    /// A burst at the beginning of a minute is not followed by another at the beginning of the next.
    @Test
    void theNextMinuteComesBitByBit() {
        Budget budget = percentInCas(25);
        for (int work = 0; work < 20; work++) {
            budget.step(new BudgetInput.Begin(0));
        }
        for (int work = 0; work < 20; work++) {
            budget.step(new BudgetInput.End(SECOND * 3 / 4));
        }
        long most = 0;
        long inMinute = 0;
        for (long now = 60 * SECOND; now < 120 * SECOND; now += SECOND) {
            long inSecond = 0;
            for (long at = now; at < now + SECOND; at += 1_000_000) {
                if (budget.step(new BudgetInput.Begin(at)).equals(GRANTED)) {
                    budget.step(new BudgetInput.End(at + 1_000_000));
                    inSecond += 1_000_000;
                }
            }
            most = Math.max(most, inSecond);
            inMinute += inSecond;
        }
        assertThat(most).isLessThanOrEqualTo(SECOND * 2 / 5);
        assertThat(inMinute).isBetween(13 * SECOND, 15 * SECOND);
    }

    /// Where the time to wait comes out even, too.
    @Test
    void whoWaitsAsToldIsLetThrough() {
        Budget budget = percentInCas(90);
        for (int work = 0; work < 4; work++) {
            budget.step(new BudgetInput.Begin(0));
        }
        for (int work = 0; work < 4; work++) {
            budget.step(new BudgetInput.End(15 * SECOND));
        }
        assertThat(budget.step(new BudgetInput.GoOn(60 * SECOND)))
                .isEqualTo(new BudgetOutput.Refused(Measure.CAS, 6 * SECOND + 1, 0));
        assertThat(budget.step(new BudgetInput.GoOn(66 * SECOND + 1))).isEqualTo(GRANTED);
    }

    @Test
    void refusedWorkDoesNotRun() {
        Budget budget = percentInCas(0);
        assertThat(budget.step(new BudgetInput.Begin(0))).isInstanceOf(BudgetOutput.Refused.class);
        budget.step(new BudgetInput.Tick(30 * SECOND));
        assertThat(budget.usage().casNanos()).isZero();
    }

    @Test
    void whoAsksBeforeTheTimeToldIsKeptWaiting() {
        Budget budget = percentInCas(0);
        assertThat(budget.step(new BudgetInput.Begin(0)))
                .isEqualTo(new BudgetOutput.Refused(Measure.CAS, 10 * SECOND, 0));
        assertThat(budget.step(new BudgetInput.Begin(SECOND)))
                .isEqualTo(new BudgetOutput.Refused(Measure.CAS, 10 * SECOND, 2 * SECOND));
        assertThat(budget.step(new BudgetInput.Begin(11 * SECOND)))
                .isEqualTo(new BudgetOutput.Refused(Measure.CAS, 10 * SECOND, 0));
    }

    @Test
    void aPlaceIsHeldUntilItIsClosed() {
        var budget = new Budget(new Allowance("p", OptionalInt.of(1), NONE, NONE, NONE), 0, 0);
        assertThat(budget.step(new BudgetInput.Open(0, Line.MAIN))).isEqualTo(GRANTED);
        assertThat(budget.step(new BudgetInput.Open(100 * SECOND, Line.MAIN)))
                .isEqualTo(new BudgetOutput.Refused(Measure.CONCURRENCY, SECOND, 0));
        assertThat(budget.step(new BudgetInput.Open(100 * SECOND, Line.ADDRESS_BOOK))).isEqualTo(GRANTED);
        assertThat(budget.step(new BudgetInput.Begin(100 * SECOND))).isEqualTo(GRANTED);
        budget.step(new BudgetInput.Close(101 * SECOND, Line.MAIN));
        assertThat(budget.step(new BudgetInput.Open(101 * SECOND, Line.MAIN))).isEqualTo(GRANTED);
    }

    @Test
    void placesAndTimesElsewhereCount() {
        var budget = new Budget(new Allowance("p", OptionalInt.of(2), NONE, OptionalInt.of(50), NONE), 0, 0);
        budget.step(new BudgetInput.Elsewhere(0, 2, 0, 0, 30 * SECOND, 0));
        assertThat(budget.step(new BudgetInput.Open(0, Line.MAIN))).isInstanceOf(BudgetOutput.Refused.class);
        assertThat(budget.step(new BudgetInput.Begin(0))).isInstanceOf(BudgetOutput.Refused.class);
        assertThat(budget.usage()).isEqualTo(Usage.NONE);
        budget.step(new BudgetInput.Elsewhere(0, -1, 0, 0, 0, 0));
        assertThat(budget.step(new BudgetInput.Open(0, Line.MAIN))).isEqualTo(GRANTED);
    }

    @Test
    void whatAnAdministratorAllowsHoldsAtOnce() {
        Budget budget = percentInCas(0);
        assertThat(budget.step(new BudgetInput.Begin(0))).isInstanceOf(BudgetOutput.Refused.class);
        budget.step(new BudgetInput.Allow(SECOND, Allowance.unlimited("none")));
        assertThat(budget.step(new BudgetInput.Begin(SECOND))).isEqualTo(GRANTED);
    }

    @Test
    void aMinuteWithRefusalsIsReportedWhenItHasEnded() {
        Budget budget = percentInCas(0);
        for (int ask = 0; ask < 120; ask++) {
            budget.step(new BudgetInput.Begin(ask * SECOND / 2));
        }
        assertThat(budget.step(new BudgetInput.Tick(60 * SECOND)))
                .isEqualTo(new BudgetOutput.Report(Map.of(Measure.CAS, 120)));
        assertThat(budget.step(new BudgetInput.Tick(60 * SECOND))).isEqualTo(GRANTED);
    }

    @Test
    void nobodysBudgetIsIdleAfterTwoMinutesAndNotBefore() {
        Budget budget = percentInCas(100);
        budget.step(new BudgetInput.Begin(0));
        budget.step(new BudgetInput.End(SECOND));
        budget.step(new BudgetInput.Tick(119 * SECOND));
        assertThat(budget.isIdle()).isFalse();
        budget.step(new BudgetInput.Tick(120 * SECOND));
        assertThat(budget.isIdle()).isTrue();
    }

    /// What comes back of a share that was used up is used as evenly as it comes: a tenth of a second's work rests for
    /// three at a quarter of the time.
    @Test
    void whoWasOverBudgetRestsAfterEachPieceOfWork() {
        Budget budget = percentInCas(25);
        work(budget, 0, 100_000_000);
        assertThat(budget.rest()).as("never refused").isZero();
        work(budget, SECOND, 15 * SECOND);
        assertThat(budget.step(new BudgetInput.Begin(16 * SECOND))).isInstanceOf(BudgetOutput.Refused.class);
        assertThat(budget.rest()).as("of what was used before").isZero();
        long now = 150 * SECOND;
        work(budget, now, 1_000_000);
        assertThat(budget.rest()).isEqualTo(3_000_000);
        now += 4_000_000;
        work(budget, now, 100_000);
        assertThat(budget.rest()).as("too short to sleep").isZero();
        work(budget, now + 100_000, 900_000);
        assertThat(budget.rest()).as("but owed").isEqualTo(3_000_000);
        work(budget, now + 4_000_000, 5 * SECOND);
        assertThat(budget.rest()).as("at most").isEqualTo(Budget.REST_NANOS_MAX);
        budget.step(new BudgetInput.Allow(now + 6 * SECOND,
                new Allowance("p", NONE, NONE, OptionalInt.of(205), NONE)));
        assertThat(budget.rest()).as("under another policy").isZero();
        work(budget, now + 6 * SECOND, SECOND);
        assertThat(budget.rest()).as("allowed to work all the time").isZero();
    }

    @Test
    void whoIsExemptedIsNotServedInTurn() {
        Budget budget = percentInCas(25);
        work(budget, 0, 15 * SECOND);
        assertThat(budget.step(new BudgetInput.Begin(15 * SECOND))).isInstanceOf(BudgetOutput.Refused.class);
        budget.step(new BudgetInput.Allow(16 * SECOND, new Allowance("p", NONE, NONE, OptionalInt.of(205), NONE)));
        assertThat(budget.isServedInTurn()).as("there still is a share").isTrue();
        budget.step(new BudgetInput.Allow(17 * SECOND,
                new Allowance("p", OptionalInt.of(20), NONE, NONE, NONE)));
        assertThat(budget.isServedInTurn()).isFalse();
    }

    /// Whoever rests as told uses the whole share of each minute, and is not refused.
    @Test
    void whoRestsAsToldIsNotRefused() {
        Budget budget = percentInCas(25);
        work(budget, 0, 15 * SECOND);
        assertThat(budget.step(new BudgetInput.Begin(15 * SECOND))).isInstanceOf(BudgetOutput.Refused.class);
        long begin = 180 * SECOND;
        long now = begin;
        long worked = 0;
        while (now < begin + 120 * SECOND) {
            assertThat(budget.step(new BudgetInput.Begin(now))).isEqualTo(GRANTED);
            now += 700_000;
            budget.step(new BudgetInput.End(now));
            worked += 700_000;
            now += budget.rest();
        }
        assertThat(worked).isBetween(29 * SECOND, 30 * SECOND + Budget.REST_NANOS_MIN);
    }

    /// Not only the time at a server counts: whoever has a fifth of the minute in the store rests by that.
    @Test
    void restsAreByWhateverIsScarce() {
        var budget = new Budget(new Allowance("p", NONE, NONE, OptionalInt.of(205), OptionalInt.of(20)), 0, 0);
        budget.step(new BudgetInput.Spent(12 * SECOND, 0, 12 * SECOND));
        assertThat(budget.step(new BudgetInput.Begin(12 * SECOND))).isInstanceOf(BudgetOutput.Refused.class);
        long now = 150 * SECOND;
        budget.step(new BudgetInput.Begin(now));
        budget.step(new BudgetInput.Spent(now + 10_000_000, 0, 8_000_000));
        budget.step(new BudgetInput.End(now + 10_000_000));
        assertThat(budget.rest()).as("40 ms from where it began").isEqualTo(32_000_000);
    }

    /// Who waited for a database that was away owes no rest for it.
    @Test
    void timeThatWasNobodysToUseIsNotRestedFor() {
        Budget budget = percentInCas(25);
        work(budget, 0, 15 * SECOND);
        assertThat(budget.step(new BudgetInput.Begin(15 * SECOND))).isInstanceOf(BudgetOutput.Refused.class);
        long now = 150 * SECOND;
        work(budget, now, 10 * SECOND);
        now += 10 * SECOND;
        budget.step(new BudgetInput.Excused(now, 10 * SECOND - 10_000_000));
        assertThat(budget.rest()).as("ten milliseconds' rest is over already").isZero();
        work(budget, now, 10_000_000);
        assertThat(budget.rest()).isEqualTo(30_000_000);
    }

    /// Whoever uses more than a minute's share at once is refused until it has come back; then all is even.
    @Test
    void longWorkIsNotRestedForAfterItsMinutesAreOver() {
        Budget budget = percentInCas(10);
        work(budget, 0, 6 * SECOND);
        assertThat(budget.step(new BudgetInput.Begin(6 * SECOND))).isInstanceOf(BudgetOutput.Refused.class);
        long now = 150 * SECOND;
        budget.step(new BudgetInput.Begin(now));
        for (int second = 1; second < 30; second++) {
            budget.step(new BudgetInput.Tick(now + second * SECOND));
        }
        budget.step(new BudgetInput.End(now + 30 * SECOND));
        budget.step(new BudgetInput.Tick(now + 150 * SECOND));
        assertThat(budget.isServedInTurn()).isTrue();
        assertThat(budget.rest()).isZero();
    }

    private static void work(Budget budget, long from, long nanos) {
        budget.step(new BudgetInput.Begin(from));
        budget.step(new BudgetInput.End(from + nanos));
    }
}
