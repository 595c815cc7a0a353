package org.gatehouse.mapi.rop;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Value.StringValue;
import org.gatehouse.mapi.property.Value.Text;
import org.gatehouse.mapi.property.Value.Text8;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Forms of fields that several ROPs share ([MS-OXCROPS] 2.2).
final class Fields {
    private Fields() {}

    static ObjectId objectId(ByteReader in) {
        return ObjectId.ofWire(in.i64());
    }

    static List<ObjectId> objectIds(ByteReader in) {
        return in.list(in.u16(), Long.BYTES, Fields::objectId);
    }

    static void writeObjectIds(List<ObjectId> ids, ByteWriter out) {
        out.u16(ids.size());
        ids.forEach(id -> out.i64(id.wire()));
    }

    static void writeBlob(Bytes blob, ByteWriter out) {
        if (blob.length() > 0xffff) {
            throw new IllegalArgumentException(blob.length() + " bytes in a field of 65,535");
        }
        out.u16(blob.length()).bytes(blob);
    }

    /// Eight-bit text of protocol names (message classes, address types); bytes outside ASCII are kept.
    static String ascii(ByteReader in) {
        return in.terminated(StandardCharsets.ISO_8859_1);
    }

    static void writeAscii(String text, ByteWriter out) {
        out.terminated(text, StandardCharsets.ISO_8859_1);
    }

    static StringValue text(ByteReader in, boolean unicode) {
        return unicode ? new Text(in.utf16Terminated()) : new Text8(in.terminatedBytes());
    }

    static void writeText(StringValue text, boolean unicode, ByteWriter out) {
        if (text instanceof Text != unicode) {
            throw new IllegalArgumentException("text in the other form than its flag says");
        }
        Values.write(out, text, CountWidth.ROP);
    }

    static void writeValues(List<PropertyValue> values, ByteWriter out) {
        out.u16(values.size());
        values.forEach(value -> Values.writeTagged(out, value, CountWidth.ROP));
    }

    /// PropertyValueSize covers the count and the values ([MS-OXCROPS] 2.2.8.6.1).
    static List<PropertyValue> sizedValues(ByteReader in) {
        ByteReader window = in.window(in.u16());
        List<PropertyValue> values = Values.readTagged(window, window.u16(), CountWidth.ROP);
        require(!window.hasRemaining(), "PropertyValueSize");
        return values;
    }

    static void writeSizedValues(List<PropertyValue> values, ByteWriter out) {
        int at = out.size();
        writeValues(values, out.u16(0));
        out.patchU16(at, sizeSince(out, at));
    }

    /// A restriction led by its size in two bytes; a size of zero is none.
    static @Nullable Restriction restriction(ByteReader in) {
        int size = in.u16();
        if (size == 0) {
            return null;
        }
        ByteReader window = in.window(size);
        Restriction restriction = Restriction.read(window, CountWidth.ROP);
        require(!window.hasRemaining(), "RestrictionDataSize");
        return restriction;
    }

    static void writeRestriction(@Nullable Restriction restriction, ByteWriter out) {
        int at = out.size();
        out.u16(0);
        if (restriction != null) {
            restriction.write(out, CountWidth.ROP);
            out.patchU16(at, sizeSince(out, at));
        }
    }

    /// The size of what was written behind a two-byte size field at `at`.
    static int sizeSince(ByteWriter out, int at) {
        int size = out.size() - at - 2;
        if (size > 0xffff) {
            throw new IllegalArgumentException(size + " bytes behind a size of two bytes");
        }
        return size;
    }
}
