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
    /// Extended rules, search folder definitions and MAPI over HTTP: four bytes.
    WIDE {
        @Override
        int read(ByteReader in, int unit) {
            return in.count32(unit);
        }

        @Override
        void write(ByteWriter out, int count) {
            out.i32(count);
        }
    };

    /// Reads a count of elements of at least `unit` bytes, which have to be there.
    abstract int read(ByteReader in, int unit);

    abstract void write(ByteWriter out, int count);
}
