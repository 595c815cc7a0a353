package org.gatehouse.mapi.emsmdb;

import static org.gatehouse.wire.MalformedException.require;

import java.util.Arrays;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// LZ77 with the DIRECT2 encoding ([MS-OXCRPC] 3.1.4.1.1.2), the same as plain LZ77 of [MS-XCA] 2.3 and 2.4.
///
/// ```
/// mask (4 bytes, high bit first: 0 = byte, 1 = match or, at the end, stop)  up to 32 items  mask ...
/// match: 13 bits offset-1, 3 bits length-3 | 7: nibble (two matches share a byte) | 15: byte | 255: u16 = length-3
/// ```
public final class Direct2 {
    private static final int WINDOW = 1 << 13;
    private static final int MATCH_MIN = 3;
    private static final int SHORT_LENGTH_FULL = 7;
    private static final int NIBBLE_FULL = 15;
    private static final int BYTE_FULL = 255;
    private static final int MATCH_MAX = 0xffff + MATCH_MIN;
    private static final int HASH_BITS = 13;

    private Direct2() {}

    /// Expands to exactly `sizeActual` bytes, which the caller has bounded.
    public static Bytes decompress(Bytes compressed, int sizeActual) {
        var in = compressed.reader();
        byte[] out = new byte[sizeActual];
        int size = 0;
        int mask = 0;
        int bitsLeft = 0;
        var nibbles = new Nibbles();
        while (size < sizeActual) {
            if (bitsLeft == 0) {
                mask = in.i32();
                bitsLeft = 32;
            }
            bitsLeft--;
            if ((mask >>> bitsLeft & 1) == 0) {
                out[size++] = (byte) in.u8();
                continue;
            }
            int metadata = in.u16();
            int offset = (metadata >> 3) + 1;
            int length = nibbles.length(metadata & SHORT_LENGTH_FULL, in);
            require(offset <= size, "match before the start of the data");
            require(length <= sizeActual - size, "match beyond the announced size");
            for (int i = 0; i < length; i++, size++) { // a match may overlap what it produces
                out[size] = out[size - offset];
            }
        }
        return Bytes.wrap(out);
    }

    /// Compresses; the result may be larger than the input, and the caller then sends the input.
    public static Bytes compress(Bytes plain) {
        return new Compressor(plain.toArray()).run();
    }

    /// Length bits beyond the two bytes of metadata; every other match stores a byte of two nibbles (3.1.4.1.1.2.2.4).
    private static final class Nibbles {
        private int shared = -1;

        int length(int shortLength, ByteReader in) {
            if (shortLength < SHORT_LENGTH_FULL) {
                return shortLength + MATCH_MIN;
            }
            int nibble;
            if (shared < 0) {
                shared = in.u8();
                nibble = shared & NIBBLE_FULL;
            } else {
                nibble = shared >> 4;
                shared = -1;
            }
            if (nibble < NIBBLE_FULL) {
                return nibble + SHORT_LENGTH_FULL + MATCH_MIN;
            }
            int more = in.u8();
            if (more < BYTE_FULL) {
                return more + NIBBLE_FULL + SHORT_LENGTH_FULL + MATCH_MIN;
            }
            int whole = in.u16();
            require(whole >= NIBBLE_FULL + SHORT_LENGTH_FULL, "long match with a short length");
            return whole + MATCH_MIN;
        }
    }

    /// Greedy, with the latest earlier place of each three bytes as the only candidate: quick, and good enough for a
    /// reply that is at most 32 KB.
    private static final class Compressor {
        private final byte[] plain;
        private final byte[] packed;
        private final int[] latest = new int[1 << HASH_BITS];
        private int size;
        private int maskAt;
        private int mask;
        private int bitsLeft = 32;
        private int nibbleAt = -1;

        Compressor(byte[] plain) {
            this.plain = plain;
            this.packed = new byte[plain.length + plain.length / 8 + 16];
            Arrays.fill(latest, -1);
        }

        Bytes run() {
            size = 4;
            int at = 0;
            while (at < plain.length) {
                int length = 0;
                int offset = 0;
                if (at + MATCH_MIN <= plain.length) {
                    int hash = hash(at);
                    int candidate = latest[hash];
                    latest[hash] = at;
                    if (candidate >= 0 && at - candidate <= WINDOW) {
                        offset = at - candidate;
                        length = matchLength(candidate, at);
                    }
                }
                if (length < MATCH_MIN) {
                    put(plain[at++]);
                    flag(0);
                    continue;
                }
                putMatch(offset, length);
                flag(1);
                for (int i = at + 1; i < at + length && i + MATCH_MIN <= plain.length; i++) {
                    latest[hash(i)] = i;
                }
                at += length;
            }
            return finish();
        }

        private int hash(int at) {
            int three = (plain[at] & 0xff) << 16 | (plain[at + 1] & 0xff) << 8 | plain[at + 2] & 0xff;
            return three * 0x9e37_79b1 >>> 32 - HASH_BITS;
        }

        private int matchLength(int candidate, int at) {
            int length = 0;
            int max = Math.min(plain.length - at, MATCH_MAX);
            while (length < max && plain[candidate + length] == plain[at + length]) {
                length++;
            }
            return length;
        }

        private void put(int value) {
            packed[size++] = (byte) value;
        }

        private void putMatch(int offset, int length) {
            int stored = length - MATCH_MIN;
            int metadata = offset - 1 << 3 | Math.min(stored, SHORT_LENGTH_FULL);
            put(metadata);
            put(metadata >> 8);
            if (stored < SHORT_LENGTH_FULL) {
                return;
            }
            int rest = stored - SHORT_LENGTH_FULL;
            int nibble = Math.min(rest, NIBBLE_FULL);
            if (nibbleAt < 0) {
                nibbleAt = size;
                put(nibble);
            } else {
                packed[nibbleAt] |= (byte) (nibble << 4);
                nibbleAt = -1;
            }
            if (rest < NIBBLE_FULL) {
                return;
            }
            if (rest - NIBBLE_FULL < BYTE_FULL) {
                put(rest - NIBBLE_FULL);
                return;
            }
            put(BYTE_FULL);
            put(stored);
            put(stored >> 8);
        }

        private void flag(int bit) {
            mask = mask << 1 | bit;
            if (--bitsLeft == 0) {
                storeMask();
                maskAt = size;
                size += 4;
                mask = 0;
                bitsLeft = 32;
            }
        }

        /// The unused bits are ones, of which the first is the end mark (3.1.4.1.1.2.2.1).
        private Bytes finish() {
            mask = bitsLeft == 32 ? -1 : mask << bitsLeft | (1 << bitsLeft) - 1;
            storeMask();
            return Bytes.copyOf(packed, 0, size);
        }

        private void storeMask() {
            var bytes = new ByteWriter(4).i32(mask).toArray();
            System.arraycopy(bytes, 0, packed, maskAt, 4);
        }
    }
}
