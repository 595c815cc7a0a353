package org.gatehouse.mapi.calendar;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidLidAppointmentRecur, an AppointmentRecurrencePattern: when a series of appointments happens, and what single ones
/// have for themselves ([MS-OXOCAL] 2.2.1.44.5).
///
/// @param writerVersion 0x3008, or 0x3009 with change highlights
/// @param startMinutes of the day at which instances begin; so `endMinutes`
/// @param exceptions as many as the pattern has modified dates
/// @param reserved1 after the exceptions, usually empty; so `reserved2` after their extended parts
public record AppointmentRecurrence(RecurrencePattern pattern, long readerVersion, long writerVersion,
        long startMinutes, long endMinutes, List<RecurrenceException> exceptions, Bytes reserved1, Bytes reserved2) {
    public static final long READER_VERSION = 0x3006;
    public static final long WRITER_VERSION = 0x3009;
    /// Three times, flags.
    private static final int EXCEPTION_BYTES_MIN = 14;

    public AppointmentRecurrence {
        exceptions = List.copyOf(exceptions);
    }

    public static AppointmentRecurrence read(ByteReader in) {
        RecurrencePattern pattern = RecurrencePattern.read(in);
        long reader = in.u32();
        long writer = in.u32();
        long start = in.u32();
        long end = in.u32();
        int count = in.u16();
        require(count == pattern.modified().size(), "exceptions of a recurrence");
        List<RecurrenceException> heads = in.list(count, EXCEPTION_BYTES_MIN, RecurrenceException::read);
        Bytes reserved1 = in.blob(in.count32(1));
        var exceptions = new ArrayList<RecurrenceException>();
        for (RecurrenceException head : heads) {
            exceptions.add(head.readExtended(in, writer >= WRITER_VERSION));
        }
        return new AppointmentRecurrence(pattern, reader, writer, start, end, exceptions, reserved1,
                in.blob(in.count32(1)));
    }

    public static AppointmentRecurrence of(Bytes encoded) {
        return read(encoded.reader());
    }

    public void write(ByteWriter out) {
        pattern.write(out);
        out.u32(readerVersion).u32(writerVersion).u32(startMinutes).u32(endMinutes).u16(exceptions.size());
        exceptions.forEach(exception -> exception.write(out));
        out.u32(reserved1.length()).bytes(reserved1);
        exceptions.forEach(exception -> exception.writeExtended(out, writerVersion >= WRITER_VERSION));
        out.u32(reserved2.length()).bytes(reserved2);
    }

    public Bytes encode() {
        var out = new ByteWriter();
        write(out);
        return out.toBytes();
    }
}
