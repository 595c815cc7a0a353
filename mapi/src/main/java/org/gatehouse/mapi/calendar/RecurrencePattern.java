package org.gatehouse.mapi.calendar;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// On which days a series happens ([MS-OXOCAL] 2.2.1.44.1); of tasks the whole of PidLidTaskRecurrence.
///
/// Dates are minutes since 1601 in the series' own time zone, midnight of a day.
///
/// @param frequency 0x200a daily, 0x200b weekly, 0x200c monthly, 0x200d yearly
/// @param patternType 0 day, 1 week, 2 month, 3 nth of a month, 4 end of a month, and 0xa to 0xc in the Hijri calendar
/// @param firstDate see 2.2.1.44.1: where counting periods begins
/// @param period minutes for days, weeks or months otherwise
/// @param sliding of tasks: the next begins when the last is done
/// @param specific nothing for days; a mask of weekdays, or a day of the month; a mask and which of the month (5: last)
/// @param endType 0x2021 by a date, 0x2022 after a count, 0x2023 or 0xffffffff never
/// @param deleted original dates of instances that were deleted or changed, ascending
/// @param modified dates of the changed ones as they are now, ascending
public record RecurrencePattern(int frequency, int patternType, int calendarType, long firstDate, long period,
        long sliding, List<Long> specific, long endType, long occurrences, long firstDayOfWeek, List<Long> deleted,
        List<Long> modified, long startDate, long endDate) {
    private static final int VERSION = 0x3004;
    private static final int DAY = 0;
    private static final int NTH = 0x3;
    private static final int HIJRI_NTH = 0xb;

    public RecurrencePattern {
        specific = List.copyOf(specific);
        deleted = List.copyOf(deleted);
        modified = List.copyOf(modified);
        if (specific.size() != specifics(patternType)) {
            throw new IllegalArgumentException(specific + " of pattern " + patternType);
        }
    }

    private static int specifics(int patternType) {
        return switch (patternType) {
            case DAY -> 0;
            case NTH, HIJRI_NTH -> 2;
            default -> 1;
        };
    }

    public static RecurrencePattern read(ByteReader in) {
        require(in.u16() == VERSION, "reader version of a recurrence");
        require(in.u16() == VERSION, "writer version of a recurrence");
        int frequency = in.u16();
        int patternType = in.u16();
        require(patternType <= 4 || patternType >= 0xa && patternType <= 0xc, "pattern type of a recurrence");
        int calendarType = in.u16();
        long firstDate = in.u32();
        long period = in.u32();
        long sliding = in.u32();
        return new RecurrencePattern(frequency, patternType, calendarType, firstDate, period, sliding,
                in.list(specifics(patternType), Integer.BYTES, ByteReader::u32), in.u32(), in.u32(), in.u32(),
                dates(in), dates(in), in.u32(), in.u32());
    }

    /// PidLidTaskRecurrence ([MS-OXOTASK] 2.2.2.2.15), whose lists of dates are empty.
    public static RecurrencePattern of(Bytes encoded) {
        return read(encoded.reader());
    }

    private static List<Long> dates(ByteReader in) {
        return in.list(in.count32(Integer.BYTES), Integer.BYTES, ByteReader::u32);
    }

    public void write(ByteWriter out) {
        out.u16(VERSION).u16(VERSION).u16(frequency).u16(patternType).u16(calendarType);
        out.u32(firstDate).u32(period).u32(sliding);
        specific.forEach(out::u32);
        out.u32(endType).u32(occurrences).u32(firstDayOfWeek);
        out.u32(deleted.size());
        deleted.forEach(out::u32);
        out.u32(modified.size());
        modified.forEach(out::u32);
        out.u32(startDate).u32(endDate);
    }

    public Bytes encode() {
        var out = new ByteWriter();
        write(out);
        return out.toBytes();
    }
}
