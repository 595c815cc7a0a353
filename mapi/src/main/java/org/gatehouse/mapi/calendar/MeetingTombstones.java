package org.gatehouse.mapi.calendar;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidTagScheduleInfoAppointmentTombstone: meetings that the owner or a delegate declined, so that the other does not
/// ask again ([MS-OXOCAL] 2.2.12.5).
public record MeetingTombstones(List<Tombstone> tombstones) {
    private static final int IDENTIFIER = 0xbedeafcd;
    private static final int HEADER_BYTES = 0x14;
    private static final int VERSION = 3;
    private static final int RECORDS_SIZE = 0x14;
    /// Two times, two sizes.
    private static final int TOMBSTONE_BYTES_MIN = 14;

    public MeetingTombstones {
        tombstones = List.copyOf(tombstones);
    }

    /// One record (2.2.12.5.1).
    ///
    /// @param start minutes since 1601 in UTC, so `end`
    /// @param userName who declined, in the writer's code page
    public record Tombstone(long start, long end, GlobalObjectId meeting, Bytes userName) {
        private static Tombstone read(ByteReader in) {
            return new Tombstone(in.u32(), in.u32(), GlobalObjectId.of(in.blob(in.count32(1))), in.blob(in.u16()));
        }

        private void write(ByteWriter out) {
            Bytes id = meeting.encode();
            out.u32(start).u32(end).i32(id.length()).bytes(id).u16(userName.length()).bytes(userName);
        }
    }

    public static MeetingTombstones of(Bytes encoded) {
        ByteReader in = encoded.reader();
        require(in.i32() == IDENTIFIER && in.i32() == HEADER_BYTES && in.i32() == VERSION, "head of tombstones");
        long count = in.u32();
        require(in.i32() == RECORDS_SIZE && count * TOMBSTONE_BYTES_MIN <= in.remaining(), "count of tombstones");
        return new MeetingTombstones(in.list((int) count, TOMBSTONE_BYTES_MIN, Tombstone::read));
    }

    public Bytes encode() {
        var out = new ByteWriter();
        out.i32(IDENTIFIER).i32(HEADER_BYTES).i32(VERSION).i32(tombstones.size()).i32(RECORDS_SIZE);
        tombstones.forEach(each -> each.write(out));
        return out.toBytes();
    }
}
