package org.gatehouse.mapi.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// The worked examples of [MS-OXRTFCP] 3.
class CompressedRtfTest {
    private static final int MAX = 1 << 20;
    private static final byte[] SIMPLE = Golden.bytes("""
            2d 00 00 00              | COMPSIZE: 45 bytes follow
            2b 00 00 00              | RAWSIZE: 43 bytes of RTF
            4c 5a 46 75              | COMPTYPE: COMPRESSED
            f1 c5 c7 a7              | CRC
            03                       | CONTROL: two references, six literals
            00 0a                    | 12 bytes from 0
            00 72                    | 4 bytes from 7
            63 70 67 31 32 35        | cpg125
            42                       | CONTROL: the second and the seventh are references
            32                       | 2
            0a f3                    | 5 bytes from 175
            20 68 65 6c              | space, hel
            09 00                    | 2 bytes from 144
            20                       | space
            62                       | CONTROL: references second, sixth and seventh
            77                       | w
            05 b0                    | 2 bytes from 91
            6c 64 7d                 | ld}
            0a 80                    | 2 bytes from 168
            0f a0                    | 250, the write position: the end
            """);
    private static final byte[] CROSSING = Golden.bytes("""
            1a 00 00 00  | COMPSIZE
            1c 00 00 00  | RAWSIZE: 28
            4c 5a 46 75  | COMPRESSED
            e2 d4 4b 51  | CRC
            41           | CONTROL: references first and seventh
            00 04        | 6 bytes from 0
            20 57 58 59 5a  | space, WXYZ
            0d 6e        | 16 bytes from 214, of which only four are written yet
            7d           | }
            01           | CONTROL
            0e b0        | 235: the end
            """);

    @Test
    void theSimpleExampleIsReadAndWrittenAsTheSpecificationHasIt() { // [MS-OXRTFCP] 3.1.1, 3.2.1
        Bytes rtf = ascii("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assertThat(CompressedRtf.decompress(Bytes.copyOf(SIMPLE), MAX)).isEqualTo(rtf);
        assertThat(Golden.hex(CompressedRtf.compress(rtf).toArray())).isEqualTo(Golden.hex(SIMPLE));
    }

    @Test
    void aReferenceReadsWhatItWritesItself() { // [MS-OXRTFCP] 3.1.2: crossing the write position
        Bytes rtf = ascii("{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
        assertThat(CompressedRtf.decompress(Bytes.copyOf(CROSSING), MAX)).isEqualTo(rtf);
        assertThat(Golden.hex(CompressedRtf.compress(rtf).toArray())).isEqualTo(Golden.hex(CROSSING));
    }

    @Test
    void theChecksumStartsFromZero() { // [MS-OXRTFCP] 3.1.3: the CRC of the first example's contents
        Bytes contents = Bytes.copyOf(SIMPLE, 16, SIMPLE.length);
        assertThat(CompressedRtf.Crc.of(contents)).isEqualTo(0xa7c7c5f1);
    }

    @Test
    void uncompressedRtfStandsBehindTheHeaderAsItIs() {
        byte[] wrapped = Golden.bytes("""
                13 00 00 00           | COMPSIZE: 12 + 7
                07 00 00 00           | RAWSIZE
                4d 45 4c 41           | COMPTYPE: UNCOMPRESSED
                00 00 00 00           | CRC: none
                7b 5c 72 74 66 31 7d  | {\\rtf1}
                """);
        assertThat(CompressedRtf.decompress(Bytes.copyOf(wrapped), MAX)).isEqualTo(ascii("{\\rtf1}"));
        assertThat(CompressedRtf.wrap(ascii("{\\rtf1}"))).isEqualTo(Bytes.copyOf(wrapped));
    }

    @Test
    void whateverIsCompressedComesBack() {
        var random = new Random(Mutations.seed());
        for (int size : new int[] {0, 1, 2, 15, 16, 17, 18, 207, 4094, 4095, 4096, 4097, 9000, 70_000}) {
            byte[] noise = new byte[size];
            byte[] few = new byte[size];
            random.nextBytes(noise);
            for (int i = 0; i < size; i++) {
                few[i] = (byte) "\\par aa".charAt(random.nextInt(7));
            }
            for (byte[] each : new byte[][] {noise, few}) {
                Bytes compressed = CompressedRtf.compress(Bytes.copyOf(each));
                assertThat(CompressedRtf.decompress(compressed, MAX)).isEqualTo(Bytes.copyOf(each));
            }
        }
    }

    @Test
    void wrongHeadsAreRefused() {
        refused(with(8, 0), "COMPTYPE");
        refused(with(12, 0), "CRC");
        refused(with(4, 0xff), "RAWSIZE");
        refused(with(0, 0xff), "COMPSIZE");
        assertThatThrownBy(() -> CompressedRtf.decompress(Bytes.copyOf(SIMPLE), 42))
                .isInstanceOf(MalformedException.class);
    }

    private static byte[] with(int at, int value) {
        byte[] changed = SIMPLE.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static void refused(byte[] input, String field) {
        assertThatThrownBy(() -> CompressedRtf.decompress(Bytes.copyOf(input), MAX))
                .isInstanceOf(MalformedException.class).hasMessageContaining(field);
    }

    @Test
    void mutatedValuesAreReadOrRefused() {
        for (byte[] golden : new byte[][] {SIMPLE, CROSSING}) {
            Mutations.survive(golden, 20_000, MalformedException.class, input -> {
                // With the right checksum the contents are reached too.
                if (input.length > 16) {
                    byte[] valid = input.clone();
                    int crc = CompressedRtf.Crc.of(Bytes.copyOf(valid, 16, valid.length));
                    System.arraycopy(golden, 8, valid, 8, 4);
                    System.arraycopy(new org.gatehouse.wire.ByteWriter().i32(valid.length - 4).toArray(), 0, valid,
                            0, 4);
                    System.arraycopy(new org.gatehouse.wire.ByteWriter().i32(crc).toArray(), 0, valid, 12, 4);
                    CompressedRtf.decompress(Bytes.wrap(valid), MAX);
                }
                CompressedRtf.decompress(Bytes.wrap(input), MAX);
            });
        }
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
