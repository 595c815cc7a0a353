package org.gatehouse.mapi.calendar;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// When clocks change, as Windows says it ([MS-OXOCAL] 2.2.1.39): with year 0 the `day`th such weekday of the month, 5
/// being the last. A month of 0 says never.
///
/// 16 bytes of eight numbers on the wire.
public record SystemTime(int year, int month, int dayOfWeek, int day, int hour, int minute, int second,
        int milliseconds) {
    static SystemTime read(ByteReader in) {
        List<Integer> numbers = in.list(8, Short.BYTES, ByteReader::u16);
        return new SystemTime(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4),
                numbers.get(5), numbers.get(6), numbers.get(7));
    }

    void write(ByteWriter out) {
        out.u16(year).u16(month).u16(dayOfWeek).u16(day).u16(hour).u16(minute).u16(second).u16(milliseconds);
    }
}
