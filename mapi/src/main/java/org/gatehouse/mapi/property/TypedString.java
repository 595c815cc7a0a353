package org.gatehouse.mapi.property;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Text that says how it is encoded ([MS-OXCDATA] 2.11.7).
public sealed interface TypedString {
    /// No text at all: the property does not exist.
    record None() implements TypedString {}

    record Empty() implements TypedString {}

    /// In the code page of the session.
    record Ansi(Bytes raw) implements TypedString {}

    /// UTF-16 whose high bytes are all zero and left out.
    record Reduced(String text) implements TypedString {}

    record Unicode(String text) implements TypedString {}

    /// The shortest form of a text.
    static TypedString of(String text) {
        if (text.isEmpty()) {
            return new Empty();
        }
        return text.chars().allMatch(unit -> unit < 0x100) ? new Reduced(text) : new Unicode(text);
    }

    /// The text, empty when there is none.
    default String text(Charset codePage) {
        return switch (this) {
            case None _, Empty _ -> "";
            case Ansi ansi -> new String(ansi.raw.toArray(), codePage);
            case Reduced reduced -> reduced.text;
            case Unicode unicode -> unicode.text;
        };
    }

    static TypedString read(ByteReader in) {
        return switch (in.u8()) {
            case 0x00 -> new None();
            case 0x01 -> new Empty();
            case 0x02 -> new Ansi(in.terminatedBytes());
            case 0x03 -> new Reduced(in.terminated(StandardCharsets.ISO_8859_1));
            case 0x04 -> new Unicode(in.utf16Terminated());
            default -> throw new MalformedException("TypedString.StringType");
        };
    }

    default void write(ByteWriter out) {
        switch (this) {
            case None _ -> out.u8(0x00);
            case Empty _ -> out.u8(0x01);
            case Ansi ansi -> out.u8(0x02).bytes(ansi.raw).u8(0);
            case Reduced reduced -> out.u8(0x03).terminated(reduced.text, StandardCharsets.ISO_8859_1);
            case Unicode unicode -> out.u8(0x04).utf16Terminated(unicode.text);
        }
    }
}
