package org.gatehouse.mapi.calendar;

import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// An instance of a series that differs from the others ([MS-OXOCAL] 2.2.1.44.2 and 2.2.1.44.4).
///
/// @param start minutes since 1601, local time; so `end` and `originalStart`
/// @param flags which properties differ: `SUBJECT` and its like
/// @param subject in the writer's code page, empty when it does not differ
/// @param location likewise
/// @param numbers values of the other properties, by their flag
/// @param extended the same texts in Unicode, and what later writers added
public record RecurrenceException(long start, long end, long originalStart, int flags, Bytes subject, Bytes location,
        Map<Integer, Long> numbers, Extended extended) {
    public static final int SUBJECT = 0x0001;
    public static final int MEETING_TYPE = 0x0002;
    public static final int REMINDER_DELTA = 0x0004;
    public static final int REMINDER = 0x0008;
    public static final int LOCATION = 0x0010;
    public static final int BUSY_STATUS = 0x0020;
    public static final int ATTACHMENT = 0x0040;
    public static final int SUB_TYPE = 0x0080;
    public static final int COLOR = 0x0100;
    public static final int BODY = 0x0200;
    private static final int NUMBERS = MEETING_TYPE | REMINDER_DELTA | REMINDER | BUSY_STATUS | ATTACHMENT | SUB_TYPE
            | COLOR;

    public RecurrenceException {
        numbers = Map.copyOf(numbers);
        int told = numbers.keySet().stream().mapToInt(Integer::intValue).reduce(0, (left, right) -> left | right);
        if (told != (flags & NUMBERS) || !subject.isEmpty() && (flags & SUBJECT) == 0
                || !location.isEmpty() && (flags & LOCATION) == 0) {
            throw new IllegalArgumentException("values that flags 0x" + Integer.toHexString(flags) + " do not tell");
        }
    }

    /// @param changeHighlight which properties changed last, of writers from 0x3009 on; else empty
    /// @param subject empty when it does not differ
    /// @param location likewise
    public record Extended(Bytes changeHighlight, Bytes reserved1, String subject, String location, Bytes reserved2) {}

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /// The first part, without what is extended.
    static RecurrenceException read(ByteReader in) {
        long start = in.u32();
        long end = in.u32();
        long original = in.u32();
        int flags = in.u16();
        Bytes subject = Bytes.EMPTY;
        Bytes location = Bytes.EMPTY;
        var numbers = new TreeMap<Integer, Long>();
        for (int flag = SUBJECT; flag <= COLOR; flag <<= 1) {
            if ((flags & flag) == 0) {
                continue;
            }
            switch (flag) {
                case SUBJECT -> subject = text(in);
                case LOCATION -> location = text(in);
                default -> numbers.put(flag, in.u32());
            }
        }
        return new RecurrenceException(start, end, original, flags, subject, location, numbers,
                new Extended(Bytes.EMPTY, Bytes.EMPTY, "", "", Bytes.EMPTY));
    }

    /// The length with a terminator that is not there, the length, the text.
    private static Bytes text(ByteReader in) {
        int _ = in.u16();
        return in.blob(in.u16());
    }

    void write(ByteWriter out) {
        out.u32(start).u32(end).u32(originalStart).u16(flags);
        for (int flag = SUBJECT; flag <= COLOR; flag <<= 1) {
            if (has(flag)) {
                switch (flag) {
                    case SUBJECT -> out.u16(subject.length() + 1).u16(subject.length()).bytes(subject);
                    case LOCATION -> out.u16(location.length() + 1).u16(location.length()).bytes(location);
                    default -> out.u32(numbers.getOrDefault(flag, 0L));
                }
            }
        }
    }

    /// This with its extended part, which repeats the three times.
    RecurrenceException readExtended(ByteReader in, boolean withHighlight) {
        Bytes highlight = withHighlight ? in.blob(in.count32(1)) : Bytes.EMPTY;
        Bytes reserved1 = in.blob(in.count32(1));
        String wideSubject = "";
        String wideLocation = "";
        Bytes reserved2 = Bytes.EMPTY;
        if (has(SUBJECT | LOCATION)) {
            in.skip(3 * Integer.BYTES);
            wideSubject = has(SUBJECT) ? in.utf16(2 * in.u16()) : "";
            wideLocation = has(LOCATION) ? in.utf16(2 * in.u16()) : "";
            reserved2 = in.blob(in.count32(1));
        }
        return new RecurrenceException(start, end, originalStart, flags, subject, location, numbers,
                new Extended(highlight, reserved1, wideSubject, wideLocation, reserved2));
    }

    void writeExtended(ByteWriter out, boolean withHighlight) {
        if (withHighlight) {
            out.u32(extended.changeHighlight.length()).bytes(extended.changeHighlight);
        }
        out.u32(extended.reserved1.length()).bytes(extended.reserved1);
        if (has(SUBJECT | LOCATION)) {
            out.u32(start).u32(end).u32(originalStart);
            if (has(SUBJECT)) {
                out.u16(extended.subject.length()).utf16(extended.subject);
            }
            if (has(LOCATION)) {
                out.u16(extended.location.length()).utf16(extended.location);
            }
            out.u32(extended.reserved2.length()).bytes(extended.reserved2);
        }
    }
}
