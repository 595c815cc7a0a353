package org.gatehouse.security.ntlm;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The length, maximum length and offset by which NTLM messages point at their variable parts ([MS-NLMP] 2.2.1).
final class Payload {
    static final Bytes SIGNATURE = Bytes.ofHex("4e544c4d53535000");
    private static final int FIELD_SIZE = 8;

    private Payload() {}

    /// Reads signature and message type and checks both.
    static void expect(ByteReader in, int messageType) {
        require(in.blob(SIGNATURE.length()).equals(SIGNATURE), "no NTLMSSP signature");
        require(in.i32() == messageType, "NTLM message of another type than " + messageType);
    }

    static ByteWriter begin(int messageType) {
        return new ByteWriter().bytes(SIGNATURE).i32(messageType);
    }

    /// A field of eight bytes that points into the message.
    record Field(int length, long offset) {
        static Field decode(ByteReader in) {
            int length = in.u16();
            in.skip(2);
            return new Field(length, in.u32());
        }

        /// An empty field's offset means nothing.
        Bytes of(Bytes message) {
            if (length == 0) {
                return Bytes.EMPTY;
            }
            require(offset + length <= message.length(), "NTLM field outside its message");
            return message.slice((int) offset, (int) offset + length);
        }
    }

    /// Where the variable parts begin: the least offset of the fields in use, or the message's end.
    static long begin(Bytes message, Field... fields) {
        long begin = message.length();
        for (Field field : fields) {
            if (field.length() > 0) {
                begin = Math.min(begin, field.offset());
            }
        }
        return begin;
    }

    /// Leaves room for a field, to be filled by [#append].
    static void reserve(ByteWriter out) {
        out.zeros(FIELD_SIZE);
    }

    /// Appends a part and points the reserved field at `at` to it.
    static void append(ByteWriter out, int at, Bytes part) {
        if (part.length() > 0xffff) {
            throw new IllegalArgumentException("NTLM field of " + part.length() + " bytes");
        }
        out.patchU16(at, part.length());
        out.patchU16(at + 2, part.length());
        out.patchI32(at + 4, out.size());
        out.bytes(part);
    }

    /// Text in the negotiated character set. The OEM one is taken as Latin-1: it cannot fail and keeps ASCII.
    static String text(Bytes part, int flags) {
        if (NegotiateFlags.has(flags, NegotiateFlags.UNICODE)) {
            require((part.length() & 1) == 0, "odd size of UTF-16 text");
            return new String(part.toArray(), StandardCharsets.UTF_16LE);
        }
        return new String(part.toArray(), StandardCharsets.ISO_8859_1);
    }

    static Bytes bytes(String text, int flags) {
        return Bytes.wrap(text.getBytes(NegotiateFlags.has(flags, NegotiateFlags.UNICODE)
                ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1));
    }
}
