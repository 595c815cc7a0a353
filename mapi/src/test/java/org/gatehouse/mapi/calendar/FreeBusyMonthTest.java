package org.gatehouse.mapi.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.gatehouse.mapi.calendar.FreeBusyMonth.Block;
import org.gatehouse.mapi.calendar.FreeBusyMonth.Interval;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class FreeBusyMonthTest {
    /// Laid out by hand from [MS-OXOPFFB] 2.2.1.2: March 2010, two appointments.
    private static final int KEY = 2010 * 16 + 3;
    private static final Bytes MARCH = Bytes.copyOf(Golden.bytes("""
            58 02 76 02                         | the 1st, 10:00 to 10:30
            c0 ad 60 ae                         | the 31st, 21:20 to 24:00
            """));

    private static Interval interval(String start, String end) {
        return new Interval(Instant.parse(start), Instant.parse(end));
    }

    @Test
    void aMonthHasItsBlocksInMinutes() {
        FreeBusyMonth march = FreeBusyMonth.of(KEY, MARCH);

        assertThat(march).isEqualTo(new FreeBusyMonth(YearMonth.of(2010, 3), List.of(new Block(600, 630),
                new Block(44_480, 44_640))));
        assertThat(march.key()).isEqualTo(KEY);
        assertThat(march.encode()).isEqualTo(MARCH);
        assertThat(march.intervals()).containsExactly(interval("2010-03-01T10:00:00Z", "2010-03-01T10:30:00Z"),
                interval("2010-03-31T21:20:00Z", "2010-04-01T00:00:00Z"));
    }

    @Test
    void whatCrossesAMonthIsPartedAndWhatTouchesIsJoined() {
        List<FreeBusyMonth> months = FreeBusyMonth.publish(List.of(
                interval("2010-12-31T23:00:00Z", "2011-02-01T01:00:00Z"),
                interval("2010-12-01T08:30:00Z", "2010-12-01T09:00:00Z"),
                interval("2010-12-01T08:00:00Z", "2010-12-01T08:30:00Z")));

        assertThat(months).containsExactly(
                new FreeBusyMonth(YearMonth.of(2010, 12), List.of(new Block(480, 540), new Block(44_580, 44_640))),
                new FreeBusyMonth(YearMonth.of(2011, 1), List.of(new Block(0, 44_640))),
                new FreeBusyMonth(YearMonth.of(2011, 2), List.of(new Block(0, 60))));
        assertThat(FreeBusyMonth.publish(List.of(interval("2010-12-01T08:00:00Z", "2010-12-01T08:00:00Z")))).isEmpty();
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(MARCH.toArray(), 3_000, MalformedException.class,
                input -> FreeBusyMonth.of(KEY, Bytes.copyOf(input)));
        assertThatThrownBy(() -> FreeBusyMonth.of(2010 * 16, MARCH)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> FreeBusyMonth.of(-1, MARCH)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> FreeBusyMonth.of(KEY, Bytes.ofHex("0100"))).isInstanceOf(MalformedException.class);
    }
}
