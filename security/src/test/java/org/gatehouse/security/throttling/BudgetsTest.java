package org.gatehouse.security.throttling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.security.Identity;
import org.junit.jupiter.api.Test;

class BudgetsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final Identity BOB = new Identity("CORP", "bob", "NTLM");

    private long now;
    private long lost;
    private Allowance allowed = allowance(OptionalInt.of(2), OptionalInt.of(25));
    private final List<Duration> pauses = new ArrayList<>();
    private final Budgets budgets = new Budgets(Policies.alike(() -> allowed), () -> now, pauses::add);

    private static Allowance allowance(OptionalInt concurrency, OptionalInt percent) {
        return new Allowance("Strict", concurrency, percent, percent, percent);
    }

    private static Work granted(Entry<Work> entry) {
        assertThat(entry).isInstanceOf(Entry.Granted.class);
        return ((Entry.Granted<Work>) entry).held();
    }

    private static Refusal refused(Entry<?> entry) {
        assertThat(entry).isInstanceOf(Entry.Refused.class);
        return ((Entry.Refused<?>) entry).why();
    }

    @Test
    void nobodyIsChargedForWaitingForWhatIsAway() {
        var forgiving = new Budgets(Policies.alike(() -> allowed), () -> now, () -> lost, pauses::add);
        Purse ann = forgiving.of(ANN, Component.RCA);
        try (Work work = granted(ann.begin())) {
            String answer = work.during(() -> work.inMailbox(() -> {
                now += 2 * SECOND;
                return Work.inDirectory(() -> {
                    now += 40 * SECOND;
                    lost += 39 * SECOND;
                    return "found";
                });
            }));
            assertThat(answer).isEqualTo("found");
        }
        assertThat(forgiving.metrics()).contains("seconds_total{component=\"RCA\",measure=\"AD\"} 1.000000")
                .contains("seconds_total{component=\"RCA\",measure=\"MailboxRPC\"} 2.000000")
                .contains("seconds_total{component=\"RCA\",measure=\"CAS\"} 3.000000");
        granted(ann.begin()).close();
    }

    /// Whoever was over budget is served few requests at a time, one after the other; not who never was.
    @Test
    void whoWasOverBudgetLatelyIsServedInTurn() throws InterruptedException {
        allowed = allowance(OptionalInt.empty(), OptionalInt.of(25));
        Purse ann = budgets.of(ANN, Component.RCA);
        try (Work _ = granted(ann.begin())) {
            now += 20 * SECOND;
        }
        assertThat(lanes(ann)).as("never refused").isEqualTo(Budgets.LANES + 1);
        refused(ann.begin());
        now += 60 * SECOND;
        assertThat(lanes(ann)).isEqualTo(Budgets.LANES);
        assertThat(lanes(budgets.of(BOB, Component.RCA))).isEqualTo(Budgets.LANES + 1);
        assertThat(pauses).isEmpty();
        granted(ann.begin()).close();
        now += 70 * SECOND;
        try (Work _ = granted(ann.begin())) {
            now += SECOND / 10;
        }
        ann.lane().close();
        assertThat(pauses).as("three times as long as the work").containsExactly(Duration.ofMillis(300));
        budgets.of(BOB, Component.RCA).lane().close();
        assertThat(pauses).hasSize(1);
        now += Budget.IN_TURN_NANOS;
        budgets.round((_, _) -> { });
        assertThat(lanes(ann)).isEqualTo(Budgets.LANES + 1);
    }

    /// How many of one more than the limit get in before any has left; all do when they have.
    private static int lanes(Purse purse) throws InterruptedException {
        var held = new ArrayList<Lane>();
        for (int lane = 0; lane < Budgets.LANES; lane++) {
            held.add(purse.lane());
        }
        var further = new java.util.concurrent.CountDownLatch(1);
        var waiting = Thread.ofPlatform().start(() -> {
            try (Lane _ = purse.lane()) {
                further.countDown();
            }
        });
        while (further.getCount() > 0 && waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        int in = Budgets.LANES + (further.getCount() == 0 ? 1 : 0);
        held.forEach(Lane::close);
        held.forEach(Lane::close); // once is enough
        waiting.join();
        assertThat(further.getCount()).isZero();
        return in;
    }

    /// Whoever waited in vain overtakes what takes long, but not all at once: the rest is put off.
    @Test
    void whoIsServedInTurnHasOnlySoMuchSideBySide() {
        Purse ann = overBudget(_ -> { });
        var held = new ArrayList<Lane>();
        for (int lane = 0; lane < 2 * Budgets.LANES; lane++) {
            held.add(ann.lane());
            granted(ann.begin(held.getLast())).close();
        }
        for (int session = 0; session < 16; session++) {
            try (Lane lane = ann.lane()) {
                assertThat(refused(ann.begin(lane)).waits()).isEqualTo(Duration.ofSeconds(1));
            }
        }
        assertThat(ann.pay(() -> "done")).isInstanceOf(Paid.Refused.class);
        held.getFirst().close();
        assertThat(ann.pay(() -> "done")).isEqualTo(new Paid.Done<>("done"));
        held.forEach(Lane::close);
    }

    @Test
    void aLaneIsGivenBackWhateverHappensWhileItsOwnerRests() {
        Purse ann = overBudget(_ -> {
            throw new IllegalStateException("a bug");
        });
        try (Work _ = granted(ann.begin())) {
            now += SECOND / 10;
        }
        for (int call = 0; call <= 2 * Budgets.LANES; call++) {
            assertThatThrownBy(ann::lane).hasMessage("a bug");
        }
        now += SECOND;
        try (Lane lane = ann.lane()) {
            granted(ann.begin(lane)).close();
        }
    }

    /// Somebody who was over budget and has all of the share again, and whose work waits for no lane.
    private Purse overBudget(Budgets.Pause pause) {
        var impatient = new Budgets(Policies.alike(() -> allowed), () -> now, () -> 0, pause, 0);
        Purse ann = impatient.of(ANN, Component.RCA);
        try (Work _ = granted(ann.begin())) {
            now += 20 * SECOND;
        }
        refused(ann.begin());
        now += 150 * SECOND;
        return ann;
    }

    @Test
    void timeInTheDirectoryIsNotTimeInTheStore() {
        Purse ann = budgets.of(ANN, Component.RCA);
        try (Work work = granted(ann.begin())) {
            String answer = work.during(() -> work.inMailbox(() -> {
                now += SECOND;
                return Work.inDirectory(() -> {
                    now += 2 * SECOND;
                    return Work.inDirectory(() -> {
                        now += SECOND;
                        return "found";
                    });
                });
            }));
            assertThat(answer).isEqualTo("found");
            now += 5 * SECOND;
        }
        assertThat(budgets.metrics()).contains("seconds_total{component=\"RCA\",measure=\"AD\"} 3.000000")
                .contains("seconds_total{component=\"RCA\",measure=\"MailboxRPC\"} 1.000000")
                .contains("seconds_total{component=\"RCA\",measure=\"CAS\"} 9.000000");
    }

    @Test
    void lookUpsOfNobodysWorkCostNobody() {
        Work.forgive(SECOND);
        assertThat(Work.inDirectory(() -> "found")).isEqualTo("found");
    }

    @Test
    void waitingForADirectoryThatIsAwayCostsNobody() {
        try (Work work = granted(budgets.of(ANN, Component.RCA).begin())) {
            work.during(() -> Work.inDirectory(() -> {
                now += 6 * SECOND;
                Work.forgive(5 * SECOND);
                return "remembered";
            }));
        }
        assertThat(budgets.metrics()).contains("seconds_total{component=\"RCA\",measure=\"AD\"} 1.000000");
    }

    /// The directory forgives its wait, and the database that it is in was away for as long.
    @Test
    void oneWaitIsGivenBackOnce() {
        var forgiving = new Budgets(Policies.alike(() -> allowed), () -> now, () -> lost, pauses::add);
        try (Work work = granted(forgiving.of(ANN, Component.RCA).begin())) {
            String answer = work.during(() -> work.inMailbox(() -> {
                now += SECOND;
                String found = Work.inDirectory(() -> {
                    now += 6 * SECOND;
                    lost += 5 * SECOND;
                    Work.forgive(4 * SECOND);
                    return "remembered";
                });
                now += SECOND;
                return found;
            }));
            assertThat(answer).isEqualTo("remembered");
        }
        assertThat(forgiving.metrics()).contains("seconds_total{component=\"RCA\",measure=\"AD\"} 1.000000")
                .contains("seconds_total{component=\"RCA\",measure=\"MailboxRPC\"} 2.000000")
                .contains("seconds_total{component=\"RCA\",measure=\"CAS\"} 3.000000");
    }

    @Test
    void workIsToldWhenItsShareIsUsedUp() {
        try (Work work = granted(budgets.of(ANN, Component.RCA).begin())) {
            assertThat(work.goOn()).isEmpty();
            now += 15 * SECOND;
            assertThat(work.goOn()).isPresent();
        }
        Refusal refusal = refused(budgets.of(ANN, Component.RCA).begin());
        assertThat(refusal.text()).isEqualTo("throttled: CORP\\ann has used the share of each minute that "
                + "RCAPercentTimeInCAS of throttling policy 'Strict' allows; try again in 10 s");
        granted(budgets.of(BOB, Component.RCA).begin()).close();
        granted(budgets.of(ANN, Component.EWS).begin()).close();
        assertThat(budgets.metrics()).contains("refused_total{component=\"RCA\",measure=\"CAS\"} 2");
    }

    @Test
    void timeInTheStoreIsSettledBeforeTheWorkGoesOn() {
        allowed = new Allowance("Strict", OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
                OptionalInt.of(10));
        try (Work work = granted(budgets.of(ANN, Component.RCA).begin())) {
            boolean done = work.inMailbox(() -> {
                now += 6 * SECOND;
                return true;
            });
            assertThat(done).isTrue();
            assertThat(work.goOn()).hasValueSatisfying(refusal ->
                    assertThat(refusal.measure()).isEqualTo(Measure.MAILBOX_RPC));
        }
    }

    @Test
    void placesAreGivenBackOnce() {
        Purse ann = budgets.of(ANN, Component.RCA);
        var first = (Entry.Granted<Place>) ann.open(Line.MAIN);
        var second = (Entry.Granted<Place>) ann.open(Line.MAIN);
        assertThat(refused(ann.open(Line.MAIN)).text()).contains("as many connections or requests as "
                + "RCAMaxConcurrency of throttling policy 'Strict' allows");
        first.held().close();
        first.held().close();
        assertThat(ann.open(Line.MAIN)).isInstanceOf(Entry.Granted.class);
        assertThat(ann.open(Line.MAIN)).isInstanceOf(Entry.Refused.class);
        second.held().close();
    }

    @Test
    void aChangedPolicyHoldsFromTheNextRoundOn() {
        allowed = allowance(OptionalInt.of(2), OptionalInt.of(0));
        Purse ann = budgets.of(ANN, Component.RCA);
        refused(ann.begin());
        allowed = Allowance.unlimited("Free");
        budgets.round((_, _) -> { });
        now += SECOND;
        granted(ann.begin()).close();
    }

    @Test
    void whoDoesNotWaitIsMadeTo() {
        allowed = allowance(OptionalInt.of(2), OptionalInt.of(0));
        Purse ann = budgets.of(ANN, Component.RCA);
        budgets.pause(refused(ann.begin()));
        assertThat(pauses).isEmpty();
        now += SECOND;
        budgets.pause(refused(ann.begin()));
        assertThat(pauses).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void aMinuteOverBudgetIsReportedAndBudgetsWithoutUseAreForgotten() {
        allowed = allowance(OptionalInt.of(2), OptionalInt.of(0));
        for (int ask = 0; ask < 3; ask++) {
            refused(budgets.of(ANN, Component.RCA).begin());
        }
        var reports = new ArrayList<String>();
        budgets.round((_, _) -> { });
        assertThat(budgets.metrics()).contains("gatehouse_throttling_budgets 1\n");
        now += 60 * SECOND;
        budgets.round((overdrawn, report) -> reports.add(overdrawn + " " + report));
        assertThat(reports).containsExactly(new Budgets.Overdrawn(new Owner("corp\\ann", "CORP\\ann"), Component.RCA,
                "Strict") + " " + new BudgetOutput.Report(Map.of(Measure.AD, 3)));
        assertThat(budgets.metrics()).contains("gatehouse_throttling_budgets 0\n");
    }

    @Test
    void anonymousClientsAreToldApartByTheirAddress() {
        allowed = allowance(OptionalInt.of(1), OptionalInt.empty());
        assertThat(placeAt("192.0.2.1")).isInstanceOf(Entry.Granted.class);
        assertThat(placeAt("192.0.2.1")).isInstanceOf(Entry.Refused.class);
        assertThat(placeAt("192.0.2.2")).isInstanceOf(Entry.Granted.class);
    }

    /// Whoever has one has 2^64 more.
    @Test
    void addressesOfOneNetworkAreOneClient() {
        allowed = allowance(OptionalInt.of(1), OptionalInt.empty());
        assertThat(placeAt("2001:db8:1:2::1")).isInstanceOf(Entry.Granted.class);
        assertThat(refused(placeAt("2001:db8:1:2:ffff::9")).owner()).isEqualTo("Anonymous at 20010db800010002/64");
        assertThat(placeAt("2001:db8:1:3::1")).isInstanceOf(Entry.Granted.class);
    }

    private Entry<Place> placeAt(String address) {
        return budgets.of(Optional.empty(), Component.RCA, new InetSocketAddress(InetAddress.ofLiteral(address), 1))
                .open(Line.MAIN);
    }
}
