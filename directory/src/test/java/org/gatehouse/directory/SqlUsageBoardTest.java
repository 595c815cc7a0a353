package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresEngine;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Policies;
import org.gatehouse.security.throttling.Sharing;
import org.gatehouse.security.throttling.UsageBoard;
import org.gatehouse.security.throttling.Work;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two members of an array, each with connections of its own, that share budgets through one PostgreSQL database.
@SuppressWarnings("NullAway.Init")
class SqlUsageBoardTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final Identity BOB = new Identity("CORP", "bob", "NTLM");
    private static final OptionalInt FREE = OptionalInt.empty();
    private static PostgresEngine first;
    private static PostgresEngine second;

    private long now;
    private final Allowance allowed = new Allowance("Strict", OptionalInt.of(2), FREE, OptionalInt.of(10), FREE);
    private final Member one = new Member("one", first);
    private final Member two = new Member("two", second);

    @BeforeAll
    static void open() {
        String schema = "board_" + UUID.randomUUID().toString().replace("-", "");
        var address = new PostgresAddress(Postgres.url(), Postgres.USER, () -> "");
        first = PostgresEngine.open(address, schema, SqlDirectory.MIGRATIONS, PostgresLimits.USUAL);
        second = PostgresEngine.open(address, schema, SqlDirectory.MIGRATIONS, PostgresLimits.USUAL);
    }

    @AfterAll
    static void close() {
        first.close();
        second.close();
    }

    @AfterEach
    void wipe() {
        first.write(sql -> sql.update("DELETE FROM budget_member") + sql.update("DELETE FROM budget_use"));
    }

    private final class Member {
        private final Budgets budgets = new Budgets(Policies.alike(() -> allowed), () -> now, _ -> { });
        private final Sharing sharing;
        private final UsageBoard board;

        Member(String name, SqlEngine engine) {
            sharing = budgets.share(name);
            board = new SqlUsageBoard(engine);
        }

        void exchange() {
            sharing.hear(board.exchange(sharing.tell(), sharing.known()));
        }

        Entry<Place> open(Identity who, Line line) {
            return budgets.of(who, Component.RCA).open(line);
        }

        Place opened(Identity who) {
            return ((Entry.Granted<Place>) open(who, Line.MAIN)).held();
        }

        boolean mayWork(Component component) {
            Entry<Work> entry = budgets.of(ANN, component).begin();
            if (entry instanceof Entry.Granted<Work>(Work work)) {
                work.close();
            }
            return entry instanceof Entry.Granted;
        }

        void use(Component component, long nanos) {
            try (Work _ = ((Entry.Granted<Work>) budgets.of(ANN, component).begin()).held()) {
                now += nanos;
            }
        }
    }

    private void exchange() {
        one.exchange();
        two.exchange();
        one.exchange();
    }

    private static long rows(String table) {
        return first.read(sql -> sql.one("SELECT COUNT(*) FROM " + table, row -> row.getLong(1)).orElseThrow());
    }

    @Test
    void connectionsAndTimesOfAMemberCountAtTheOther() {
        Place place = one.opened(ANN);
        assertThat(one.open(ANN, Line.ADDRESS_BOOK)).isInstanceOf(Entry.Granted.class);
        one.opened(BOB);
        one.use(Component.EWS, 6 * SECOND);
        exchange();
        assertThat(two.mayWork(Component.EWS)).isFalse();
        assertThat(two.mayWork(Component.RCA)).isTrue();
        two.opened(ANN);
        two.opened(BOB);
        assertThat(two.open(ANN, Line.MAIN)).isInstanceOf(Entry.Refused.class);
        assertThat(two.open(ANN, Line.ADDRESS_BOOK)).isInstanceOf(Entry.Granted.class);
        assertThat(two.open(ANN, Line.ADDRESS_BOOK)).isInstanceOf(Entry.Refused.class);
        place.close();
        exchange();
        two.opened(ANN);
        assertThat(two.open(BOB, Line.MAIN)).isInstanceOf(Entry.Refused.class);
    }

    @Test
    void whatIsNotUsedAnyMoreGoesFromTheDatabase() {
        Place place = one.opened(ANN);
        exchange();
        assertThat(rows("budget_use")).isEqualTo(1);
        place.close();
        exchange();
        two.opened(ANN);
        two.opened(ANN);
        for (int round = 0; round < 330; round++) {
            one.exchange();
        }
        assertThat(rows("budget_use")).as("the mark that it has gone").isZero();
        one.opened(ANN);
        one.exchange();
        two.exchange();
        assertThat(two.open(ANN, Line.MAIN)).as("read anew after so many rounds").isInstanceOf(Entry.Refused.class);
        assertThat(rows("budget_use")).isEqualTo(2);
    }

    @Test
    void aMemberWhoseRowsWereLostPutsThemUpAgain() {
        one.opened(ANN);
        one.opened(ANN);
        exchange();
        wipe();
        one.exchange();
        assertThat(rows("budget_use")).isZero();
        exchange();
        assertThat(rows("budget_use")).isEqualTo(1);
        assertThat(two.open(ANN, Line.MAIN)).isInstanceOf(Entry.Refused.class);
    }

    @Test
    void aSilentMemberIsTakenDownAndComesBack() {
        one.opened(ANN);
        one.opened(ANN);
        exchange();
        two.exchange();
        for (int seconds = 0; seconds < 12; seconds++) {
            now += SECOND;
            two.exchange();
        }
        assertThat(rows("budget_member")).isEqualTo(1);
        two.opened(ANN);
        one.exchange();
        one.exchange();
        two.exchange();
        assertThat(rows("budget_member")).isEqualTo(2);
        assertThat(two.open(ANN, Line.MAIN)).isInstanceOf(Entry.Refused.class);
    }

    @Test
    void anotherMembersOlderViewTakesNobodyDown() {
        exchange();
        var told = new UsageBoard.Told("two", 1, true, List.of(), Set.of(), Map.of("one", 0L));
        two.board.exchange(told, Map.of());
        assertThat(rows("budget_member")).isEqualTo(2);
    }
}
