package org.gatehouse.security.spnego;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// As much of DER (X.690 8 and 10) as SPNEGO tokens need: tags of one byte, definite lengths.
final class Der {
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int SEQUENCE = 0x30;
    static final int GENERAL_STRING = 0x1b;
    /// The outer frame of a GSS token (RFC 2743 3.1).
    static final int APPLICATION_0 = 0x60;

    private Der() {}

    /// A context-specific constructed tag, `[number]`.
    static int context(int number) {
        return 0xa0 | number;
    }

    /// The content of the next element, which must have this tag.
    static ByteReader enter(ByteReader in, int tag) {
        require(in.u8() == tag, "SPNEGO element with another tag than expected");
        return in.window(length(in));
    }

    /// The tag of the next element without reading it, or -1 at the end.
    static int peek(ByteReader in) {
        if (!in.hasRemaining()) {
            return -1;
        }
        int tag = in.u8();
        in.seek(in.position() - 1);
        return tag;
    }

    /// Enters an explicitly tagged element that holds exactly one element of another tag.
    static Bytes explicit(ByteReader in, int number, int tag) {
        ByteReader outer = enter(in, context(number));
        Bytes content = enter(outer, tag).rest();
        end(outer);
        return content;
    }

    static void end(ByteReader in) {
        require(!in.hasRemaining(), "SPNEGO element longer than its content");
    }

    /// Peers of old send lengths in more bytes than needed; they are taken up to four.
    private static int length(ByteReader in) {
        int first = in.u8();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        require(count >= 1 && count <= 4, "SPNEGO length indefinite or too long");
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | in.u8();
        }
        in.need(length);
        return (int) length;
    }

    /// One element.
    static Bytes element(int tag, Bytes... contents) {
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
