package org.gatehouse.mapi.calendar;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidLidTimeZoneStruct: the one rule by which a series' times become UTC ([MS-OXOCAL] 2.2.1.39).
///
/// @param bias minutes that make local time UTC
/// @param standardBias added to it in winter, usually 0
/// @param daylightBias added to it in summer, usually -60
public record TimeZoneStruct(int bias, int standardBias, int daylightBias, int standardYear, SystemTime standardDate,
        int daylightYear, SystemTime daylightDate) {
    public static TimeZoneStruct read(ByteReader in) {
        return new TimeZoneStruct(in.i32(), in.i32(), in.i32(), in.u16(), SystemTime.read(in), in.u16(),
                SystemTime.read(in));
    }

    public static TimeZoneStruct of(Bytes encoded) {
        return read(encoded.reader());
    }

    public Bytes encode() {
        var out = new ByteWriter();
        out.i32(bias).i32(standardBias).i32(daylightBias).u16(standardYear);
        standardDate.write(out);
        out.u16(daylightYear);
        daylightDate.write(out);
        return out.toBytes();
    }
}
