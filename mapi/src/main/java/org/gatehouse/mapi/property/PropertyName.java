package org.gatehouse.mapi.property;

import static org.gatehouse.wire.MalformedException.require;

import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;

/// The name of a named property: a property set and a number or a text within it ([MS-OXCDATA] 2.6.1).
public sealed interface PropertyName {
    /// Kind and GUID, the least a name takes.
    int SIZE_MIN = 17;

    /// The property set.
    UUID set();

    /// A name by number (PidLid).
    record Lid(UUID set, int lid) implements PropertyName {}

    /// A name by text (PidName), compared exactly as it is written.
    record Text(UUID set, String name) implements PropertyName {
        /// The size field has one byte and counts the two of the terminating zero.
        public static final int UNITS_MAX = 126;
    }

    /// What a server answers for an id that has no name.
    record Unnamed(UUID set) implements PropertyName {}

    static PropertyName read(ByteReader in) {
        int kind = in.u8();
        UUID set = in.guid();
        return switch (kind) {
            case 0x00 -> new Lid(set, in.i32());
            case 0x01 -> new Text(set, readText(in.window(in.u8())));
            case 0xff -> new Unnamed(set);
            default -> throw new MalformedException("PropertyName.Kind");
        };
    }

    private static String readText(ByteReader name) {
        String text = name.utf16Terminated();
        require(!name.hasRemaining(), "PropertyName.NameSize");
        return text;
    }

    default void write(ByteWriter out) {
        switch (this) {
            case Lid lid -> out.u8(0x00).guid(lid.set).i32(lid.lid);
            case Text text -> {
                if (text.name.length() > Text.UNITS_MAX) {
                    throw new IllegalArgumentException("property name of " + text.name.length() + " units");
                }
                out.u8(0x01).guid(text.set).u8(text.name.length() * 2 + 2).utf16Terminated(text.name);
            }
            case Unnamed unnamed -> out.u8(0xff).guid(unnamed.set);
        }
    }
}
