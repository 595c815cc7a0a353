package org.gatehouse.security.der;

import static org.gatehouse.wire.MalformedException.require;

import java.util.Optional;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// As much of DER (X.690 8 and 10) as SPNEGO and Kerberos need: tags of one byte, definite lengths.
public final class Der {
    public static final int INTEGER = 0x02;
    public static final int BIT_STRING = 0x03;
    public static final int OCTET_STRING = 0x04;
    public static final int OBJECT_IDENTIFIER = 0x06;
    public static final int ENUMERATED = 0x0a;
    public static final int SEQUENCE = 0x30;
    public static final int GENERAL_STRING = 0x1b;
    public static final int GENERALIZED_TIME = 0x18;
    /// The outer frame of a GSS token (RFC 2743 3.1).
    public static final int APPLICATION_0 = 0x60;

    private Der() {}

    /// A context-specific constructed tag, `[number]`.
    public static int context(int number) {
        return 0xa0 | number;
    }

    /// An application-specific constructed tag, `[APPLICATION number]`; up to 30.
    public static int application(int number) {
        return 0x60 | number;
    }

    /// The content of the next element, which must have this tag.
    public static ByteReader enter(ByteReader in, int tag) {
        require(in.u8() == tag, "DER element with another tag than expected");
        return in.window(length(in));
    }

    /// The tag of the next element without reading it, or -1 at the end.
    public static int peek(ByteReader in) {
        if (!in.hasRemaining()) {
            return -1;
        }
        int tag = in.u8();
        in.seek(in.position() - 1);
        return tag;
    }

    /// Enters an explicitly tagged element that holds exactly one element of another tag.
    public static Bytes explicit(ByteReader in, int number, int tag) {
        ByteReader outer = enter(in, context(number));
        Bytes content = enter(outer, tag).rest();
        end(outer);
        return content;
    }

    /// The content of the element inside `[number]` when that comes next.
    public static Optional<Bytes> optional(ByteReader in, int number, int tag) {
        return peek(in) == context(number) ? Optional.of(explicit(in, number, tag)) : Optional.empty();
    }

    /// The INTEGER inside `[number]`, of at most eight octets.
    public static long integer(ByteReader in, int number) {
        return integer(explicit(in, number, INTEGER));
    }

    /// The value of an INTEGER's content.
    public static long integer(Bytes content) {
        require(content.length() >= 1 && content.length() <= Long.BYTES, "DER integer empty or too long");
        long value = (byte) content.at(0);
        for (int index = 1; index < content.length(); index++) {
            value = value << 8 | content.at(index);
        }
        return value;
    }

    /// An INTEGER element.
    public static Bytes integerElement(long value) {
        int octets = 1;
        while (octets < Long.BYTES && value >> 8 * octets - 1 != 0 && value >> 8 * octets - 1 != -1) {
            octets++;
        }
        var content = new ByteWriter(octets);
        for (int index = octets - 1; index >= 0; index--) {
            content.u8((int) (value >> 8 * index) & 0xff);
        }
        return element(INTEGER, content.toBytes());
    }

    /// `[number]` around an element.
    public static Bytes explicitElement(int number, Bytes element) {
        return element(context(number), element);
    }

    public static void end(ByteReader in) {
        require(!in.hasRemaining(), "DER element longer than its content");
    }

    /// Peers of old send lengths in more bytes than needed; they are taken up to four.
    private static int length(ByteReader in) {
        int first = in.u8();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        require(count >= 1 && count <= 4, "DER length indefinite or too long");
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | in.u8();
        }
        in.need(length);
        return (int) length;
    }

    /// One element.
    public static Bytes element(int tag, Bytes... contents) {
        int length = 0;
        for (Bytes content : contents) {
            length += content.length();
        }
        var out = new ByteWriter(length + 6).u8(tag);
        if (length < 0x80) {
            out.u8(length);
        } else if (length <= 0xff) {
            out.u8(0x81).u8(length);
        } else if (length <= 0xffff) {
            out.u8(0x82).u16BigEndian(length);
        } else {
            out.u8(0x84).i32BigEndian(length);
        }
        for (Bytes content : contents) {
            out.bytes(content);
        }
        return out.toBytes();
    }
}
