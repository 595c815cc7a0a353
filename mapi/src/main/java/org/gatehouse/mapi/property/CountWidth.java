package org.gatehouse.mapi.property;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// How wide the COUNT fields are ([MS-OXCDATA] 2.11.1.1): the context decides, the bytes do not say.
public enum CountWidth {
    /// ROP buffers: sizes of binary values and counts of restrictions take two bytes.
    ROP {
        @Override
        int read(ByteReader in, int unit) {
            int count = in.u16();
            in.need((long) count * unit);
            return count;
        }

        @Override
        void write(ByteWriter out, int count) {
            if (count > 0xffff) {
                throw new IllegalArgumentException("count " + count + " does not fit two bytes");
            }
            out.u16(count);
        }
    },
    /// Extended rules and search folder definitions: four bytes.
    WIDE {
        @Override
        int read(ByteReader in, int unit) {
            return in.count32(unit);
        }

        @Override
        void write(ByteWriter out, int count) {
            out.i32(count);
        }
    },
    /// The address book over MAPI/HTTP ([MS-OXCMAPIHTTP] 2.2.1.1): four bytes, and a byte HasValue before every text,
    /// binary and multi-valued value, before each text and binary value within a multi-valued one too, as clients of
    /// Exchange read and write them.
    ADDRESS_BOOK {
        private static final int PRESENT = 0xff;
        private static final int ABSENT = 0;

        @Override
        int read(ByteReader in, int unit) {
            return in.count32(unit);
        }

        @Override
        void write(ByteWriter out, int count) {
            out.i32(count);
        }

        /// The restrictions of [MS-OXCDATA] 2.12 have no such byte by the letter: where neither value of it stands,
        /// the value itself begins.
        @Override
        boolean readPresence(ByteReader in) {
            int start = in.position();
            int mark = in.u8();
            if (mark != PRESENT && mark != ABSENT) {
                in.seek(start);
            }
            return mark != ABSENT;
        }

        @Override
        void writePresence(ByteWriter out) {
            out.u8(PRESENT);
        }
    };

    /// Reads a count of elements of at least `unit` bytes, which have to be there.
    abstract int read(ByteReader in, int unit);

    abstract void write(ByteWriter out, int count);

    /// Whether a value that may be absent is there.
    boolean readPresence(ByteReader in) {
        return true;
    }

    void writePresence(ByteWriter out) {}
}
