package org.gatehouse.security.throttling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.OptionalInt;
import org.gatehouse.security.Identity;
import org.junit.jupiter.api.Test;

class SharingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final BudgetKey ANNS = new BudgetKey("corp\\ann", Component.RCA);
    private static final OptionalInt FREE = OptionalInt.empty();

    private long now;
    private long lost;
    private Allowance allowed = new Allowance("Strict", OptionalInt.of(4), FREE, OptionalInt.of(10), FREE);
    private final MemoryBoard board = new MemoryBoard();
    private final Node one = new Node("one");
    private final Node two = new Node("two");

    private final class Node {
        private final String name;
        private final Budgets budgets = new Budgets(Policies.alike(() -> allowed), () -> now, () -> lost, _ -> { });
        private final Sharing sharing;

        Node(String name) {
            this.name = name;
            this.sharing = budgets.share(name);
        }

        Entry<Work> begin(int user) {
            return budgets.of(new Identity("CORP", "user" + user, "NTLM"), Component.RCA).begin();
        }

        void exchange() {
            UsageBoard.Told told = sharing.tell();
            sharing.hear(board.exchange(told, sharing.known()));
        }

        Entry<Place> open() {
            return budgets.of(ANN, Component.RCA).open(Line.MAIN);
        }

        Entry<Work> begin() {
            return budgets.of(ANN, Component.RCA).begin();
        }

        /// Works for some time.
        void use(long nanos) {
            assertThat(begin()).isInstanceOfSatisfying(Entry.Granted.class, granted -> {
                now += nanos;
                ((Work) granted.held()).close();
            });
        }
    }

    private void exchange() {
        one.exchange();
        two.exchange();
        one.exchange();
    }

    private static Place held(Entry<Place> entry) {
        return ((Entry.Granted<Place>) entry).held();
    }

    @Test
    void connectionsAtAnotherMemberCountAndComeFree() {
        Place first = held(one.open());
        held(one.open());
        held(two.open());
        exchange();
        held(two.open());
        assertThat(two.open()).isInstanceOf(Entry.Refused.class);
        exchange();
        assertThat(one.open()).isInstanceOf(Entry.Refused.class);
        first.close();
        exchange();
        assertThat(two.open()).isInstanceOf(Entry.Granted.class);
    }

    @Test
    void timeUsedAtAnotherMemberCountsAlsoForWhoComesLater() {
        one.use(6 * SECOND);
        exchange();
        assertThat(two.begin()).as("never seen here before").isInstanceOf(Entry.Refused.class);
        now += 90 * SECOND;
        two.use(SECOND);
        exchange();
        assertThat(one.begin()).isInstanceOf(Entry.Granted.class);
    }

    /// Members tell what goes on while a database is away; only at its end it is known to have been nobody's time.
    @Test
    void timeThatIsExcusedIsGivenBackElsewhereToo() {
        assertThat(one.begin()).isInstanceOfSatisfying(Entry.Granted.class, granted -> {
            now += 30 * SECOND;
            exchange();
            assertThat(two.begin()).as("as far as anybody knows").isInstanceOf(Entry.Refused.class);
            lost += 29 * SECOND;
            ((Work) granted.held()).close();
        });
        exchange();
        now += SECOND;
        two.use(4 * SECOND);
        assertThat(two.begin()).as("5 of 6 s").isInstanceOf(Entry.Granted.class);
    }

    @Test
    void whatCountsAloneOrNotAtAllIsGivenBackOnce() {
        two.use(4 * SECOND);
        assertThat(one.begin()).isInstanceOfSatisfying(Entry.Granted.class, granted -> {
            now += 5 * SECOND;
            exchange();
            lost += 5 * SECOND;
            ((Work) granted.held()).close();
        });
        exchange();
        exchange();
        two.use(SECOND);
        assertThat(two.begin()).as("5 of 6 s").isInstanceOfSatisfying(Entry.Granted.class, granted -> {
            now += SECOND;
            ((Work) granted.held()).close();
        });
        assertThat(two.begin()).as("6 of 6 s").isInstanceOf(Entry.Refused.class);
    }

    /// What was used a minute ago and more counts less and less, though nobody says so.
    @Test
    void whatWasToldLongAgoIsNotChargedAnew() {
        one.use(5 * SECOND);
        exchange();
        now += 90 * SECOND;
        two.exchange();
        two.use(2 * SECOND);
        assertThat(two.begin()).as("2 s, and half of 5 s").isInstanceOfSatisfying(Entry.Granted.class,
                granted -> ((Work) granted.held()).close());
        two.use(2 * SECOND);
        assertThat(two.begin()).isInstanceOf(Entry.Refused.class);
    }

    @Test
    void littleUseIsToldOnlyWhenAnotherMemberTells() {
        allowed = new Allowance("Wide", OptionalInt.of(100), FREE, OptionalInt.of(1000), FREE);
        held(one.open());
        one.use(SECOND);
        exchange();
        assertThat(board.told("one")).isEmpty();
        for (int more = 0; more < 10; more++) {
            held(two.open());
        }
        exchange();
        exchange();
        assertThat(board.told("two")).containsExactly(ANNS);
        assertThat(board.told("one")).containsExactly(ANNS);
    }

    @Test
    void whatIsUsedNoMoreIsTakenDown() {
        Place place = held(one.open());
        one.use(SECOND);
        exchange();
        assertThat(board.told("one")).containsExactly(ANNS);
        place.close();
        exchange();
        assertThat(board.told("one")).as("its time counts").containsExactly(ANNS);
        now += 121 * SECOND;
        exchange();
        assertThat(board.told("one")).isEmpty();
    }

    @Test
    void aMemberThatFallsSilentLosesItsConnectionsAndIsTakenDown() {
        held(one.open());
        held(one.open());
        exchange();
        two.exchange();
        held(two.open());
        held(two.open());
        assertThat(two.open()).isInstanceOf(Entry.Refused.class);
        for (int seconds = 0; seconds < 12; seconds++) {
            now += SECOND;
            two.exchange();
        }
        assertThat(board.members()).containsExactly("two");
        held(two.open());
        held(two.open());
        one.exchange();
        one.exchange();
        two.exchange();
        assertThat(board.members()).as("it was only slow").containsExactlyInAnyOrder("one", "two");
        assertThat(two.open()).isInstanceOf(Entry.Refused.class);
    }

    /// Ten seconds without a word are not the end of what it used, nor a reason to count it again.
    @Test
    void aMemberThatWasSilentForLongIsNotChargedTwice() {
        one.use(3 * SECOND);
        held(one.open());
        exchange();
        two.use(SECOND);
        for (int seconds = 0; seconds < 12; seconds++) {
            now += SECOND;
            two.exchange();
        }
        assertThat(board.members()).containsExactly("two");
        exchange();
        exchange();
        assertThat(board.members()).containsExactlyInAnyOrder("one", "two");
        two.use(SECOND);
        assertThat(two.begin()).as("5 of 6 s").isInstanceOf(Entry.Granted.class);
        for (int place = 0; place < 3; place++) {
            held(two.open());
        }
        assertThat(two.open()).as("and its connection counts again").isInstanceOf(Entry.Refused.class);
    }

    @Test
    void aLostBoardIsFilledAgainAndChargesNobodyTwice() {
        one.use(2 * SECOND);
        held(one.open());
        held(one.open());
        exchange();
        two.use(SECOND);
        exchange();
        board.wipe();
        exchange();
        exchange();
        assertThat(board.told("one")).containsExactly(ANNS);
        two.use(2 * SECOND);
        assertThat(two.begin()).as("5 of 6 s, 2 of which elsewhere").isInstanceOf(Entry.Granted.class);
        held(two.open());
        held(two.open());
        assertThat(two.open()).isInstanceOf(Entry.Refused.class);
    }

    /// Where more people use something all the time than can be told at once, each has a turn.
    @Test
    void nobodysUseStaysUntold() {
        for (int user = 0; user < 3 * Sharing.CHANGES_MAX; user++) {
            assertThat(one.begin(user)).isInstanceOf(Entry.Granted.class);
        }
        for (int round = 0; round < 3; round++) {
            now += SECOND / 2;
            one.exchange();
            assertThat(board.told("one")).hasSize((round + 1) * Sharing.CHANGES_MAX);
        }
        for (int round = 0; round < 3; round++) {
            now += SECOND;
            one.exchange();
        }
        two.exchange();
        for (int user = 0; user < 3 * Sharing.CHANGES_MAX; user++) {
            Entry<Work> fresh = two.begin(user);
            assertThat(fresh).isInstanceOf(Entry.Granted.class);
            ((Entry.Granted<Work>) fresh).held().close();
        }
        now += 3 * SECOND;
        for (int round = 0; round < 3; round++) {
            one.exchange();
        }
        two.exchange();
        for (int user = 0; user < 3 * Sharing.CHANGES_MAX; user++) {
            assertThat(two.begin(user)).as("7.5 of 6 s").isInstanceOf(Entry.Refused.class);
        }
    }

    /// Who has to say all again has more to say than goes at once.
    @Test
    void manyThatAreToldAgainAreNotChargedTwice() {
        int users = Sharing.CHANGES_MAX * 3 / 2;
        var works = new ArrayList<Work>();
        for (int user = 0; user < users; user++) {
            works.add(((Entry.Granted<Work>) one.begin(user)).held());
            ((Entry.Granted<Work>) two.begin(user)).held().close();
        }
        now += 4 * SECOND;
        works.forEach(Work::close);
        exchange();
        exchange();
        one.sharing.failed();
        exchange();
        exchange();
        assertThat(board.told("one")).hasSize(users);
        for (int user = 0; user < users; user++) {
            assertThat(two.begin(user)).as("4 of 6 s").isInstanceOf(Entry.Granted.class);
        }
    }

    @Test
    void whatEndedWhileTheBoardWasLostIsForgotten() {
        Place place = held(one.open());
        exchange();
        board.wipe();
        place.close();
        exchange();
        exchange();
        for (int each = 0; each < 4; each++) {
            held(two.open());
        }
    }

    @Test
    void whoHearsNothingHoldsByItselfAndKnowsWhatItHasCharged() {
        one.use(2 * SECOND);
        held(one.open());
        held(one.open());
        exchange();
        two.use(SECOND);
        now += 8 * SECOND;
        assertThat(two.sharing.lapse()).isFalse();
        now += SECOND;
        assertThat(two.sharing.lapse()).isTrue();
        assertThat(two.sharing.lapse()).isFalse();
        Place third = held(two.open());
        held(two.open());
        third.close();
        held(two.open());
        two.sharing.failed();
        exchange();
        assertThat(two.open()).as("the others are known again").isInstanceOf(Entry.Refused.class);
        two.use(2 * SECOND);
        assertThat(two.begin()).as("5 of 6 s").isInstanceOf(Entry.Granted.class);
    }

    @Test
    void whoLeavesIsForgottenAtOnce() {
        held(one.open());
        held(one.open());
        exchange();
        board.exchange(one.sharing.leave(), one.sharing.known());
        two.exchange();
        assertThat(board.told("one")).isEmpty();
        for (int place = 0; place < 4; place++) {
            held(two.open());
        }
    }
}
