package org.gatehouse.mapi.calendar;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidLidGlobalObjectId: names a meeting in every mailbox that has it ([MS-OXOCAL] 2.2.1.27).
///
/// @param year of the original date of the instance that an exception replaces, 0 for a series or single meeting
/// @param created as FILETIME
/// @param reserved eight bytes, zero
/// @param data what makes it unique
public record GlobalObjectId(int year, int month, int day, long created, long reserved, Bytes data) {
    private static final Bytes CLASS_ID = Bytes.ofHex("040000008200e00074c5b7101a82e008");

    public static GlobalObjectId read(ByteReader in) {
        require(in.blob(CLASS_ID.length()).equals(CLASS_ID), "class of a global object id");
        return new GlobalObjectId(in.u16BigEndian(), in.u8(), in.u8(), in.i64(), in.i64(), in.blob(in.count32(1)));
    }

    public static GlobalObjectId of(Bytes encoded) {
        return read(encoded.reader());
    }

    /// PidLidCleanGlobalObjectId: the same for all instances of a series (2.2.1.28).
    public GlobalObjectId clean() {
        return new GlobalObjectId(0, 0, 0, created, reserved, data);
    }

    public Bytes encode() {
        return new ByteWriter().bytes(CLASS_ID).u16BigEndian(year).u8(month).u8(day).i64(created).i64(reserved)
                .u32(data.length()).bytes(data).toBytes();
    }
}
