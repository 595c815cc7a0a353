package org.gatehouse.mapi.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class CalendarBlobsTest {
    /// [MS-OXOCAL] 4.1.1.2.
    private static final Bytes WEEKLY = Bytes.copyOf(Golden.bytes("""
            04 30 04 30 0b 20 01 00 00 00       | versions, RecurFrequency, PatternType, CalendarType
            c0 21 00 00 01 00 00 00 00 00 00 00 | FirstDateTime, Period, SlidingFlag
            32 00 00 00                         | PatternTypeSpecific: Monday, Thursday, Friday
            22 20 00 00 0c 00 00 00 00 00 00 00 | EndType, OccurrenceCount, FirstDOW
            01 00 00 00 a0 96 bc 0c             | DeletedInstanceCount, DeletedInstanceDates
            01 00 00 00 a0 96 bc 0c             | ModifiedInstanceCount, ModifiedInstanceDates
            80 20 bc 0c 20 ad bc 0c             | StartDate, EndDate
            06 30 00 00 09 30 00 00             | ReaderVersion2, WriterVersion2
            58 02 00 00 76 02 00 00             | StartTimeOffset, EndTimeOffset
            01 00                               | ExceptionCount
            34 99 bc 0c 52 99 bc 0c f8 98 bc 0c | StartDateTime, EndDateTime, OriginalStartDate
            11 00                               | OverrideFlags: subject, location
            22 00 21 00                         | SubjectLength, SubjectLength2
            53 69 6d 70 6c 65 20 52 65 63 75 72 72 65 6e 63 65 20 77 69 74 68 20 65 78 63 65 70 74 69 6f 6e 73
            08 00 07 00 33 34 2f 34 31 34 31    | LocationLength, LocationLength2, Location
            00 00 00 00                         | ReservedBlock1Size
            04 00 00 00 00 00 00 00             | ChangeHighlightSize, ChangeHighlightValue
            00 00 00 00                         | ReservedBlockEE1Size
            34 99 bc 0c 52 99 bc 0c f8 98 bc 0c | StartDateTime, EndDateTime, OriginalStartDate
            21 00                               | WideCharSubjectLength
            53 00 69 00 6d 00 70 00 6c 00 65 00 20 00 52 00 65 00 63 00 75 00 72 00 72 00 65 00 6e 00 63 00 65 00
            20 00 77 00 69 00 74 00 68 00 20 00 65 00 78 00 63 00 65 00 70 00 74 00 69 00 6f 00 6e 00 73 00
            07 00 33 00 34 00 2f 00 34 00 31 00 34 00 31 00 | WideCharLocationLength, WideCharLocation
            00 00 00 00                         | ReservedBlockEE2Size
            00 00 00 00                         | ReservedBlock2Size
            """));
    /// [MS-OXOCAL] 4.1.1.3.
    private static final Bytes DAILY = Bytes.copyOf(Golden.bytes("""
            04 30 04 30 0a 20 00 00 00 00       | versions, RecurFrequency, PatternType, CalendarType
            a0 05 00 00 e0 10 00 00 00 00 00 00 | FirstDateTime, Period, SlidingFlag
            21 20 00 00 0a 00 00 00 00 00 00 00 | EndType, OccurrenceCount, FirstDOW
            02 00 00 00 a0 c1 dc 0c 80 d2 dc 0c | DeletedInstanceCount, DeletedInstanceDates
            00 00 00 00                         | ModifiedInstanceCount
            20 7e dc 0c 00 16 dd 0c             | StartDate, EndDate
            06 30 00 00 09 30 00 00             | ReaderVersion2, WriterVersion2
            e0 01 00 00 fe 01 00 00             | StartTimeOffset, EndTimeOffset
            00 00                               | ExceptionCount
            00 00 00 00 00 00 00 00             | ReservedBlock1Size, ReservedBlock2Size
            """));
    /// [MS-OXOCAL] 4.1.2.1.
    private static final Bytes MEETING = Bytes.copyOf(Golden.bytes("""
            04 00 00 00 82 00 e0 00 74 c5 b7 10 1a 82 e0 08 | Byte Array ID
            07 d8 03 19                                     | year, month, day
            50 25 d4 61 e4 73 c8 01                         | Creation Time
            00 00 00 00 00 00 00 00                         | X
            10 00 00 00                                     | Size
            2a 58 44 b3 a4 44 f7 4a 9c 24 6c 60 88 6f 11 6b | Data
            """));
    /// Laid out by hand from [MS-OXOCAL] 2.2.1.39: the United States' Pacific time since 2007.
    private static final Bytes PACIFIC = Bytes.copyOf(Golden.bytes("""
            e0 01 00 00 00 00 00 00 c4 ff ff ff             | lBias, lStandardBias, lDaylightBias
            00 00                                           | wStandardYear
            00 00 0b 00 00 00 01 00 02 00 00 00 00 00 00 00 | stStandardDate: first Sunday of November, 2:00
            00 00                                           | wDaylightYear
            00 00 03 00 00 00 02 00 02 00 00 00 00 00 00 00 | stDaylightDate: second Sunday of March, 2:00
            """));
    /// Laid out by hand from [MS-OXOCAL] 2.2.1.41 and 2.2.1.41.1.
    private static final Bytes DEFINITION = Bytes.copyOf(Golden.bytes("""
            02 01                                           | Major and Minor Version
            0c 00 02 00 03 00                               | cbHeader, Reserved, cchKeyName
            50 00 53 00 54 00                               | KeyName
            01 00                                           | cRules
            02 01 3e 00                                     | version and Reserved of the rule
            02 00 d7 07                                     | TZRule flags, wYear
            00 00 00 00 00 00 00 00 00 00 00 00 00 00       | X
            e0 01 00 00 00 00 00 00 c4 ff ff ff             | lBias, lStandardBias, lDaylightBias
            00 00 0b 00 00 00 01 00 02 00 00 00 00 00 00 00 | stStandardDate
            00 00 03 00 00 00 02 00 02 00 00 00 00 00 00 00 | stDaylightDate
            """));
    /// Laid out by hand from [MS-OXOCAL] 2.2.12.5 and 2.2.12.5.1.
    private static final Bytes TOMBSTONES = Bytes.copyOf(Golden.bytes("""
            cd af de be 14 00 00 00 03 00 00 00             | Identifier, HeaderSize, Version
            01 00 00 00 14 00 00 00                         | RecordsCount, RecordsSize
            34 99 bc 0c 52 99 bc 0c 38 00 00 00             | StartTime, EndTime, GlobalObjectIdSize
            04 00 00 00 82 00 e0 00 74 c5 b7 10 1a 82 e0 08 | GlobalObjectId
            07 d8 03 19 50 25 d4 61 e4 73 c8 01 00 00 00 00 00 00 00 00
            10 00 00 00 2a 58 44 b3 a4 44 f7 4a 9c 24 6c 60 88 6f 11 6b
            03 00 45 76 65                                  | UsernameSize, Username
            """));
    private static final SystemTime NOVEMBER = new SystemTime(0, 11, 0, 1, 2, 0, 0, 0);
    private static final SystemTime MARCH = new SystemTime(0, 3, 0, 2, 2, 0, 0, 0);

    @Test
    void aSeriesTellsItsPatternAndItsExceptions() {
        AppointmentRecurrence weekly = AppointmentRecurrence.of(WEEKLY);

        assertThat(WEEKLY.length()).isEqualTo(0x106);
        assertThat(weekly.pattern().specific()).containsExactly(0x32L);
        assertThat(weekly.pattern().occurrences()).isEqualTo(12);
        assertThat(weekly.startMinutes()).isEqualTo(10 * 60);
        assertThat(weekly.exceptions()).singleElement().satisfies(exception -> {
            assertThat(exception.end() - exception.start()).isEqualTo(30);
            assertThat(exception.start() - exception.originalStart()).isEqualTo(60);
            assertThat(exception.subject().toArray())
                    .isEqualTo("Simple Recurrence with exceptions".getBytes(StandardCharsets.US_ASCII));
            assertThat(exception.extended().location()).isEqualTo("34/4141");
        });
        assertThat(weekly.encode()).isEqualTo(WEEKLY);
    }

    @Test
    void deletedInstancesAreDatesOnly() {
        AppointmentRecurrence daily = AppointmentRecurrence.of(DAILY);

        assertThat(DAILY.length()).isEqualTo(0x54);
        assertThat(daily.pattern().deleted()).hasSize(2);
        assertThat(daily.pattern().period()).isEqualTo(3 * 24 * 60);
        assertThat(daily.exceptions()).isEmpty();
        assertThat(daily.encode()).isEqualTo(DAILY);
    }

    @Test
    void anExceptionMayDifferInAnything() {
        var exception = new RecurrenceException(1, 2, 3, RecurrenceException.REMINDER | RecurrenceException.BUSY_STATUS
                | RecurrenceException.BODY, Bytes.EMPTY, Bytes.EMPTY, Map.of(RecurrenceException.REMINDER, 1L,
                        RecurrenceException.BUSY_STATUS, 2L), new RecurrenceException.Extended(Bytes.EMPTY,
                                Bytes.EMPTY, "", "", Bytes.EMPTY));
        var pattern = new RecurrencePattern(0x200c, 3, 0, 0, 1, 0, List.of(0x2L, 5L), 0x2023, 10, 0, List.of(3L),
                List.of(1L), 0, 0x5ae980df);
        var nth = new AppointmentRecurrence(pattern, 0x3006, 0x3008, 60, 90, List.of(exception), Bytes.EMPTY,
                Bytes.EMPTY);

        assertThat(AppointmentRecurrence.of(nth.encode())).isEqualTo(nth);
    }

    @Test
    void anInstanceOfASeriesIsCleanedOfItsDate() {
        GlobalObjectId id = GlobalObjectId.of(MEETING);

        assertThat(List.of(id.year(), id.month(), id.day())).containsExactly(2008, 3, 25);
        assertThat(new Value.Time(id.created()).instant().toString()).startsWith("2008-02-20T17:16:51");
        assertThat(id.encode()).isEqualTo(MEETING);
        assertThat(id.clean().encode().slice(16, 20)).isEqualTo(Bytes.ofHex("00000000"));
        assertThat(id.clean().data()).isEqualTo(id.data());
    }

    @Test
    void zonesTellWhenClocksChange() {
        var pacific = new TimeZoneStruct(480, 0, -60, 0, NOVEMBER, 0, MARCH);
        var definition = new TimeZoneDefinition("PST", List.of(TimeZoneDefinition.Rule.of(
                TimeZoneDefinition.Rule.EFFECTIVE, 2007, pacific)));

        assertThat(TimeZoneStruct.of(PACIFIC)).isEqualTo(pacific);
        assertThat(pacific.encode()).isEqualTo(PACIFIC);
        assertThat(TimeZoneDefinition.of(DEFINITION)).isEqualTo(definition);
        assertThat(definition.encode()).isEqualTo(DEFINITION);
        assertThat(definition.effective().map(TimeZoneDefinition.Rule::zone)).contains(pacific);
    }

    @Test
    void whatAWriterLeavesUnusedIsKept() {
        byte[] changed = DEFINITION.toArray();
        changed[24] = 1;
        assertThat(TimeZoneDefinition.of(Bytes.copyOf(changed)).encode()).isEqualTo(Bytes.copyOf(changed));
    }

    @Test
    void declinedMeetingsAreNotAskedForAgain() {
        MeetingTombstones tombstones = MeetingTombstones.of(TOMBSTONES);

        assertThat(tombstones.tombstones()).singleElement().satisfies(each -> {
            assertThat(each.end() - each.start()).isEqualTo(30);
            assertThat(each.meeting()).isEqualTo(GlobalObjectId.of(MEETING));
            assertThat(each.userName().hex()).isEqualTo("457665");
        });
        assertThat(tombstones.encode()).isEqualTo(TOMBSTONES);
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        survive(WEEKLY, AppointmentRecurrence::of);
        survive(DAILY, AppointmentRecurrence::of);
        survive(MEETING, GlobalObjectId::of);
        survive(PACIFIC, TimeZoneStruct::of);
        survive(DEFINITION, TimeZoneDefinition::of);
        survive(TOMBSTONES, MeetingTombstones::of);
        assertThatThrownBy(() -> GlobalObjectId.of(PACIFIC)).isInstanceOf(MalformedException.class);
    }

    private static void survive(Bytes golden, Function<Bytes, Object> decode) {
        Mutations.survive(golden.toArray(), 3_000, MalformedException.class,
                input -> decode.apply(Bytes.copyOf(input)));
    }
}
