package org.gatehouse.mapi.property;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// A property's 16-bit id and type in one 32-bit number ([MS-OXCDATA] 2.9): id in the high half.
///
/// The type half is kept as it came, since peers send types that are unknown or carry the instance bit.
public record PropertyTag(int code) implements Comparable<PropertyTag> {
    /// Ids from here up are named properties, mapped per mailbox.
    public static final int NAMED_ID_MIN = 0x8000;

    public static PropertyTag of(int id, PropertyType type) {
        return new PropertyTag(id << 16 | type.code());
    }

    public static PropertyTag read(ByteReader in) {
        return new PropertyTag(in.i32());
    }

    /// Reads a 16-bit count and that many tags.
    public static List<PropertyTag> readCounted(ByteReader in) {
        return in.list(in.u16(), Integer.BYTES, PropertyTag::read);
    }

    /// Writes a 16-bit count and the tags.
    public static void writeCounted(List<PropertyTag> tags, ByteWriter out) {
        out.u16(tags.size());
        tags.forEach(tag -> out.i32(tag.code));
    }

    public int id() {
        return code >>> 16;
    }

    public int typeCode() {
        return code & 0xffff;
    }

    /// The type, UNSPECIFIED when unknown; the instance bit is ignored.
    public PropertyType type() {
        return PropertyType.of(typeCode() & ~PropertyType.INSTANCE).orElse(PropertyType.UNSPECIFIED);
    }

    public boolean isNamed() {
        return id() >= NAMED_ID_MIN;
    }

    public PropertyTag withType(PropertyType type) {
        return of(id(), type);
    }

    @Override
    public int compareTo(PropertyTag other) {
        return Integer.compareUnsigned(code, other.code);
    }

    @Override
    public String toString() {
        return String.format("0x%08x", code);
    }
}
