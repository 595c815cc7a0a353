package org.gatehouse.mapi.body;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// PidTagRtfCompressed: RTF behind a header, compressed against a dictionary that starts with usual RTF
/// ([MS-OXRTFCP] 2.1.3).
///
/// ```
/// u32 bytes after this field | u32 bytes of RTF | u32 "LZFu" or "MELA" | u32 CRC of what follows | contents
/// ```
public final class CompressedRtf {
    static final int COMPRESSED = 0x75465a4c;
    static final int UNCOMPRESSED = 0x414c454d;
    private static final int HEADER_BYTES = 16;
    /// Of the header, what COMPSIZE counts.
    private static final int COUNTED_HEADER_BYTES = 12;
    private static final int DICTIONARY_BYTES = 4096;
    private static final int POSITION_MASK = DICTIONARY_BYTES - 1;
    private static final int MATCH_MIN = 2;
    private static final int MATCH_MAX = 17;
    /// One byte of contents never stands for more than 136 bytes: eight matches of 17 in a run of 17 bytes.
    private static final int RATIO_MAX = 9;
    private static final int RUN_BYTES_MAX = 17;
    /// How many earlier places of the same two bytes the compressor tries.
    private static final int TRIES_MAX = 64;
    /// [MS-OXRTFCP] 2.1.3.1.3.
    private static final byte[] START = ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
            + "\\fswiss "
            + "\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
            + "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx").getBytes(StandardCharsets.US_ASCII);

    private CompressedRtf() {}

    /// The RTF.
    ///
    /// @param bytesMax what the caller has room for
    /// @throws org.gatehouse.wire.MalformedException when sizes, checksum or a reference are wrong, or it is longer
    public static Bytes decompress(Bytes value, int bytesMax) {
        var in = value.reader();
        long size = in.u32();
        long rawSize = in.u32();
        int kind = in.i32();
        int crc = in.i32();
        require(size >= COUNTED_HEADER_BYTES && size - COUNTED_HEADER_BYTES <= in.remaining(), "COMPSIZE");
        require(rawSize <= bytesMax, "RAWSIZE");
        ByteReader contents = in.window((int) size - COUNTED_HEADER_BYTES);
        if (kind == UNCOMPRESSED) {
            require(rawSize <= contents.remaining(), "RAWSIZE");
            return contents.blob((int) rawSize);
        }
        require(kind == COMPRESSED, "COMPTYPE");
        Bytes compressed = contents.rest();
        require(Crc.of(compressed) == crc, "CRC");
        return expand(compressed.reader(), (int) rawSize);
    }

    /// The first bytes of the RTF, from the first bytes of the value: enough to tell what it was made from. Nothing is
    /// verified, and empty bytes come out where nothing can be read.
    public static Bytes head(Bytes start, int bytesMax) {
        try {
            var in = start.reader();
            in.skip(2 * Integer.BYTES);
            boolean compressed = in.i32() == COMPRESSED;
            in.skip(Integer.BYTES);
            return compressed ? expand(in, bytesMax, true) : in.blob(Math.min(bytesMax, in.remaining()));
        } catch (MalformedException unreadable) {
            return Bytes.EMPTY;
        }
    }

    private static Bytes expand(ByteReader in, int rawSize) {
        return expand(in, rawSize, false);
    }

    /// @param part whether what is there is only the beginning: it ends when the room or the input does
    private static Bytes expand(ByteReader in, int rawSize, boolean part) {
        var out = new ByteWriter((int) Math.min(rawSize, (long) in.remaining() * RATIO_MAX + MATCH_MAX));
        byte[] dictionary = Arrays.copyOf(START, DICTIONARY_BYTES);
        int write = START.length;
        while (true) {
            if (part && (out.size() >= rawSize || in.remaining() < RUN_BYTES_MAX)) {
                out.truncate(Math.min(rawSize, out.size()));
                return out.toBytes();
            }
            int control = in.u8();
            for (int bit = 0; bit < 8; bit++) {
                if ((control >> bit & 1) == 0) {
                    byte literal = (byte) in.u8();
                    out.u8(literal);
                    dictionary[write] = literal;
                    write = write + 1 & POSITION_MASK;
                } else {
                    int reference = in.u16BigEndian();
                    int from = reference >> 4;
                    if (from == write) { // [MS-OXRTFCP] 2.1.3.2: the end
                        require(out.size() >= rawSize, "RAWSIZE");
                        out.truncate(rawSize);
                        return out.toBytes();
                    }
                    // Read byte by byte: a reference may reach into what it writes itself.
                    for (int left = (reference & 0xf) + MATCH_MIN; left > 0; left--) {
                        byte copied = dictionary[from];
                        out.u8(copied);
                        dictionary[write] = copied;
                        from = from + 1 & POSITION_MASK;
                        write = write + 1 & POSITION_MASK;
                    }
                }
                // What follows the announced size is dropped, but never grows beyond what one run can hold.
                require(out.size() <= rawSize + 8L * MATCH_MAX, "RAWSIZE");
            }
        }
    }

    /// Compresses RTF.
    public static Bytes compress(Bytes rtf) {
        Bytes contents = new Compressor(rtf.toArray()).run();
        return new ByteWriter(HEADER_BYTES + contents.length()).i32(contents.length() + COUNTED_HEADER_BYTES)
                .i32(rtf.length()).i32(COMPRESSED).i32(Crc.of(contents)).bytes(contents).toBytes();
    }

    /// Puts the header before RTF that stays as it is.
    public static Bytes wrap(Bytes rtf) {
        return new ByteWriter(HEADER_BYTES + rtf.length()).i32(rtf.length() + COUNTED_HEADER_BYTES)
                .i32(rtf.length()).i32(UNCOMPRESSED).i32(0).bytes(rtf).toBytes();
    }

    /// The dictionary and the input are one array here, so that a match may run into the bytes that it stands for.
    private static final class Compressor {
        private final byte[] all;
        private final ByteWriter out;
        /// The latest place of each pair of bytes, and of each place the one before it.
        private final int[] latest = new int[1 << 16];
        private final int[] before;
        private int at = START.length;
        private final ByteWriter run = new ByteWriter(HEADER_BYTES);
        private int control;
        private int tokens;

        Compressor(byte[] rtf) {
            all = Arrays.copyOf(START, START.length + rtf.length);
            System.arraycopy(rtf, 0, all, START.length, rtf.length);
            out = new ByteWriter(rtf.length / 2 + HEADER_BYTES);
            before = new int[all.length];
            Arrays.fill(latest, -1);
            for (int place = 0; place + 1 < START.length; place++) {
                remember(place);
            }
        }

        Bytes run() {
            while (at < all.length) {
                int best = 1;
                int bestFrom = 0;
                int longest = Math.min(MATCH_MAX, all.length - at);
                int tries = TRIES_MAX;
                // The byte at the write position itself would be taken for the end.
                for (int from = first(); from > at - DICTIONARY_BYTES && from >= 0 && tries > 0;
                        from = before[from], tries--) {
                    int length = matching(from, longest);
                    if (length >= MATCH_MIN && length >= best) {
                        best = length;
                        bestFrom = from;
                    }
                }
                token(best, bestFrom);
            }
            reference(at & POSITION_MASK, MATCH_MIN);
            flush();
            return out.toBytes();
        }

        private void token(int length, int from) {
            if (length >= MATCH_MIN) {
                reference(from & POSITION_MASK, length);
            } else {
                run.u8(all[at]);
                next(0);
            }
            for (int end = at + length; at < end; at++) {
                // The pair before this place is complete now.
                remember(at - 1);
            }
        }

        private int first() {
            return at + 1 < all.length ? latest[pair(at)] : -1;
        }

        private int matching(int from, int longest) {
            int length = 0;
            while (length < longest && all[from + length] == all[at + length]) {
                length++;
            }
            return length;
        }

        private void reference(int from, int length) {
            run.u16BigEndian(from << 4 | length - MATCH_MIN);
            next(1);
        }

        private void next(int flag) {
            control |= flag << tokens;
            if (++tokens == 8) {
                flush();
            }
        }

        private void flush() {
            if (tokens > 0) {
                out.u8(control).bytes(run.toBytes());
                run.truncate(0);
                control = 0;
                tokens = 0;
            }
        }

        private int pair(int place) {
            return (all[place] & 0xff) << 8 | all[place + 1] & 0xff;
        }

        private void remember(int place) {
            if (place + 1 < all.length) {
                int pair = pair(place);
                if (latest[pair] != place) {
                    before[place] = latest[pair];
                    latest[pair] = place;
                }
            }
        }
    }

    /// The checksum of [MS-OXRTFCP] 2.1.3.1.4: the usual table, but starting from zero and not inverted at the end.
    static final class Crc {
        private static final int[] TABLE = table();

        private Crc() {}

        static int of(Bytes bytes) {
            int crc = 0;
            for (int i = 0; i < bytes.length(); i++) {
                crc = TABLE[(crc ^ bytes.at(i)) & 0xff] ^ crc >>> 8;
            }
            return crc;
        }

        private static int[] table() {
            int[] table = new int[256];
            for (int i = 0; i < 256; i++) {
                int value = i;
                for (int bit = 0; bit < 8; bit++) {
                    value = (value & 1) != 0 ? value >>> 1 ^ 0xedb88320 : value >>> 1;
                }
                table[i] = value;
            }
            return table;
        }
    }
}
