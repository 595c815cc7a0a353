package org.gatehouse.mapi.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.mapi.calendar.RecurrencePattern;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class TaskAssignersTest {
    /// Laid out by hand from [MS-OXOTASK] 2.2.2.2.16.
    private static final Bytes ONE = Bytes.copyOf(Golden.bytes("""
            01 00 00 00                                     | cAssigners
            2b 00 00 00                                     | cbAssigner
            00 00 00 00                                     | EID: Flags
            dc a7 40 c8 c0 42 10 1a b4 b9 08 00 2b 2f e1 82 | ProviderUID
            01 00 00 00 00 00 00 00 2f 41 00                | Version, Type, X500DN
            45 76 65 00                                     | szDisplayName
            45 00 76 00 65 00 00 00                         | wzDisplayName
            """));
    /// Laid out by hand from [MS-OXOCAL] 2.2.1.44.1: a task that comes again each second day after it is done.
    private static final Bytes EVERY_OTHER_DAY = Bytes.copyOf(Golden.bytes("""
            04 30 04 30 0a 20 00 00 00 00       | versions, RecurFrequency, PatternType, CalendarType
            00 00 00 00 40 0b 00 00 01 00 00 00 | FirstDateTime, Period: 2880 minutes, SlidingFlag
            23 20 00 00 0a 00 00 00 00 00 00 00 | EndType: never, OccurrenceCount, FirstDOW
            00 00 00 00 00 00 00 00             | DeletedInstanceCount, ModifiedInstanceCount
            20 7e dc 0c df 80 e9 5a             | StartDate, EndDate
            """));

    @Test
    void theLatestAssignerStandsLast() {
        TaskAssigners assigners = TaskAssigners.of(ONE);

        assertThat(assigners).isEqualTo(new TaskAssigners(List.of(new TaskAssigners.Assigner(
                AddressBookEntryId.ofUser("/A"), Bytes.copyOf("Eve".getBytes(StandardCharsets.US_ASCII)), "Eve"))));
        assertThat(assigners.encode()).isEqualTo(ONE);
        assertThat(TaskAssigners.of(new TaskAssigners(List.of()).encode()).assigners()).isEmpty();
    }

    @Test
    void aTaskComesAgain() { // [MS-OXOTASK] 2.2.2.2.15
        RecurrencePattern pattern = RecurrencePattern.of(EVERY_OTHER_DAY);

        assertThat(pattern.period()).isEqualTo(2 * 24 * 60);
        assertThat(pattern.sliding()).isEqualTo(1);
        assertThat(pattern.deleted()).isEmpty();
        assertThat(pattern.endDate()).isEqualTo(0x5ae9_80dfL);
        assertThat(pattern.encode()).isEqualTo(EVERY_OTHER_DAY);
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(ONE.toArray(), 3_000, MalformedException.class,
                input -> TaskAssigners.of(Bytes.copyOf(input)));
        Mutations.survive(EVERY_OTHER_DAY.toArray(), 3_000, MalformedException.class,
                input -> RecurrencePattern.of(Bytes.copyOf(input)));
        assertThatThrownBy(() -> TaskAssigners.of(EVERY_OTHER_DAY)).isInstanceOf(MalformedException.class);
    }
}
