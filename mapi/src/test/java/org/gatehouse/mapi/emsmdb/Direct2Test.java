package org.gatehouse.mapi.emsmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.Assumptions;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.testing.Outside;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The worked examples are those of [MS-OXCRPC] 3.1.4.1.1.2 and [MS-XCA] 3.1; the others are what Samba 4.17's
/// `lzxpress_compress` makes, which is also asked directly (`lzxpress.py`).
class Direct2Test {
    private static final byte[] ALPHABET = Golden.bytes("""
            3f 00 00 00                                     | mask: 26 bytes, then ones
            61 62 63 64 65 66 67 68 69 6a 6b 6c 6d          | a to m
            6e 6f 70 71 72 73 74 75 76 77 78 79 7a          | n to z
            """);
    private static final byte[] HUNDRED_ABC = Golden.bytes("""
            ff ff ff 1f  | mask: three bytes, a match, the end
            61 62 63     | abc
            17 00        | offset 3, length 7+3 or more
            0f           | nibble: 15 more, or beyond
            ff           | byte: 255 more, or beyond
            26 01        | 294 + 3 bytes
            """);

    private static final byte[] SHARED_NIBBLES = Golden.bytes("""
            ff 7f 05 00                            | mask: 13 bytes, match, byte, match, byte, the end
            30 31 32 33 34 35 36 37 38 39 61 62 2d | 0123456789ab-
            67 00 22                               | 13 back, 10 bytes or more; nibbles 2 and, for the next match, 2
            2b                                     | +
            67 00                                  | 13 back, 12 bytes: the high nibble
            2a                                     | *
            """);
    private static final byte[] BOTTLES = Golden.bytes("""
            00 00 00 00                                     | mask: 32 bytes
            35 20 67 72 65 65 6e 20 62 6f 74 74 6c 65 73 20 | 5 green bottles
            68 61 6e 67 69 6e 67 20 6f 6e 20 74 68 65 20 77 | hanging on the w
            ff ff af 02                                     | mask
            61 6c 6c 2c 20 34                               | all, 4
            27 01 ff 0b                                     | 37 back, 36 bytes
            33 27 01 0b                                     | 3, 37 back, 36 bytes
            32 27 01 ff 0b                                  | 2
            31 27 01 0b                                     | 1
            """);

    /// [MS-OXCRPC] 3.1.4.1.1.2.2.1: three bytes, a match and three bytes; a one ends them. The example's mask has eight
    /// bits, the first of the thirty-two of a real one.
    @Test
    void theSpecificationsBitmaskIsReadAndWritten() {
        byte[] example = Golden.bytes("""
                00 00 00 11  | b'00010001'
                41 42 43     | (0,0)A (0,0)B (0,0)C
                10 00        | (3,3)
                44 45 46     | D (0,0)E (0,0)F
                """);
        assertThat(Direct2.decompress(Bytes.copyOf(example), 9)).isEqualTo(ascii("ABCABCDEF"));
        example[0] = example[1] = example[2] = (byte) 0xff; // what follows the end is not looked at
        assertThat(Golden.hex(Direct2.compress(ascii("ABCABCDEF")).toArray())).isEqualTo(Golden.hex(example));

        // A mask of 0x01000000: seven bytes, metadata, 24 bytes; metadata of 0x0018 goes four bytes back.
        Bytes whole = Bytes.ofHex("00000001" + "61626364656667" + "1800" + "68".repeat(24) + "00000080");
        assertThat(Direct2.decompress(whole, 34)).isEqualTo(ascii("abcdefg" + "def" + "h".repeat(24)));
    }

    @Test
    void theEndMarkTakesAMaskOfItsOwnWhereNoBitIsLeft() { // MS-OXCRPC_R1877
        Bytes plain = ascii("abcdefghijklmnopqrstuvwxyzABCDEF");
        assertThat(Direct2.compress(plain).hex()).isEqualTo("00000000" + plain.hex() + "ffffffff");
        assertThat(Direct2.decompress(Direct2.compress(plain), 32)).isEqualTo(plain);
    }

    @Test
    void theInputOfTheLz77ExampleHasOneMatch() { // [MS-OXCRPC] 3.1.4.1.1.2.1.4; DIRECT2 knows none under three bytes
        Bytes packed = Bytes.copyOf(Golden.bytes("""
                ff ff ff 03        | mask: six bytes, a match, the end
                41 41 42 43 42 42  | AABCBB
                20 00              | (5,3), which is (5,2)C in the example
                """));
        assertThat(Direct2.compress(ascii("AABCBBABC"))).isEqualTo(packed);
        assertThat(Direct2.decompress(packed, 9)).isEqualTo(ascii("AABCBBABC"));
    }

    /// [MS-OXCRPC] 3.1.4.1.1.2.2.4: a byte, and a match of each length at offset one.
    @ParameterizedTest
    @CsvSource({"3, 0000", "9, 0600", "10, 070000", "24, 07000e", "25, 07000f00", "26, 07000f01", "279, 07000ffe",
        "280, 07000fff1501", "281, 07000fff1601", "32767, 07000ffffc7f"})
    void lengthsAreThoseOfTheSpecificationsTable(int length, String metadata) {
        Bytes plain = ascii("q".repeat(length + 1));
        Bytes packed = Bytes.ofHex("ffffff7f" + "71" + metadata);
        assertThat(Direct2.decompress(packed, length + 1)).isEqualTo(plain);
        assertThat(Direct2.compress(plain)).isEqualTo(packed);
    }

    @Test
    void bytesWithoutRepeatsStayAsTheyAre() {
        Bytes plain = ascii("abcdefghijklmnopqrstuvwxyz");
        assertThat(Direct2.decompress(Bytes.copyOf(ALPHABET), 26)).isEqualTo(plain);
        assertThat(Golden.hex(Direct2.compress(plain).toArray())).isEqualTo(Golden.hex(ALPHABET));
    }

    @Test
    void aLongRunBecomesOneMatchThatOverlapsItself() {
        Bytes plain = ascii("abc".repeat(100));
        assertThat(Direct2.decompress(Bytes.copyOf(HUNDRED_ABC), 300)).isEqualTo(plain);
        assertThat(Golden.hex(Direct2.compress(plain).toArray())).isEqualTo(Golden.hex(HUNDRED_ABC));
    }

    @Test
    void twoMatchesShareOneByteOfNibbles() {
        // Twice ten bytes and more: the second long match takes the high nibble of the first one's byte.
        Bytes plain = ascii("0123456789ab-0123456789ab+0123456789ab*");
        Bytes compressed = Direct2.compress(plain);
        assertThat(Direct2.decompress(compressed, plain.length())).isEqualTo(plain);
        assertThat(compressed.length()).isEqualTo(4 + 13 + 2 + 1 + 1 + 2 + 1);
    }

    @Test
    void readsWhatSambaPacks() {
        assertThat(Direct2.decompress(Bytes.copyOf(SHARED_NIBBLES), 39))
                .isEqualTo(ascii("0123456789ab-0123456789ab+0123456789ab*"));
        assertThat(Direct2.decompress(Bytes.copyOf(BOTTLES), 185)).isEqualTo(ascii(bottles()));
        Mutations.survive(BOTTLES, 5_000, MalformedException.class,
                bytes -> Direct2.decompress(Bytes.copyOf(bytes), 185));
    }

    @Test
    void sambaReadsWhatWePackAndWeWhatItPacks(@TempDir Path folder) throws Exception {
        var random = new Random(Mutations.seed());
        var texts = new ArrayList<Bytes>();
        for (int length = 1; length < 40; length++) {
            texts.add(ascii("q".repeat(length * length) + bottles().substring(0, length)));
        }
        byte[] noise = new byte[5_000];
        for (int letters : List.of(2, 4, 200)) {
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (byte) random.nextInt(letters);
            }
            texts.add(Bytes.copyOf(noise));
        }
        var lines = new StringBuilder();
        for (Bytes text : texts) {
            lines.append("expand ").append(text.length()).append(' ').append(Direct2.compress(text).hex())
                    .append("\ncompress ").append(text.hex()).append('\n');
        }
        List<String> answers = samba(folder, lines.toString());
        Assumptions.assumeThat(answers).as("Samba's library has lzxpress").doesNotContain("none");
        for (int i = 0; i < texts.size(); i++) {
            assertThat(answers.get(2 * i)).isEqualTo(texts.get(i).hex());
            assertThat(Direct2.decompress(Bytes.ofHex(answers.get(2 * i + 1)), texts.get(i).length()))
                    .isEqualTo(texts.get(i));
        }
    }

    private static List<String> samba(Path folder, String lines) throws Exception {
        Path python = Outside.python("samba", "python3-samba");
        Path script = folder.resolve("lzxpress.py");
        try (var in = Objects.requireNonNull(Direct2Test.class.getResourceAsStream("lzxpress.py"))) {
            Files.copy(in, script);
        }
        Path questions = Files.writeString(folder.resolve("questions"), lines);
        Process process = new ProcessBuilder(python.toString(), script.toString())
                .redirectInput(questions.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String answer = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).isZero();
        return answer.lines().toList();
    }

    private static String bottles() {
        var text = new StringBuilder();
        for (int left = 5; left > 0; left--) {
            text.append(left).append(" green bottles hanging on the wall, ");
        }
        return text.toString();
    }

    @Test
    void everyLengthOfAMatchComesBack() {
        for (int length = 3; length < 700; length++) {
            Bytes plain = ascii("q".repeat(length + 1) + "xyz" + "q".repeat(length) + "!");
            assertThat(Direct2.decompress(Direct2.compress(plain), plain.length())).isEqualTo(plain);
        }
    }

    @Test
    void payloadsOfTheLargestSizeComeBack() {
        var random = new Random(Mutations.seed());
        byte[] noise = new byte[ExtendedBuffer.PAYLOAD_MAX];
        random.nextBytes(noise);
        assertRoundTrip(Bytes.copyOf(noise));
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) random.nextInt(3);
        }
        assertRoundTrip(Bytes.copyOf(noise));
        assertRoundTrip(Bytes.wrap(new byte[ExtendedBuffer.PAYLOAD_MAX]));
    }

    @Test
    void aMatchThatReachesBeforeTheDataIsMalformed() {
        Bytes packed = Bytes.ofHex("0000 0040 61 1700");
        assertThatThrownBy(() -> Direct2.decompress(packed, 20)).isInstanceOf(MalformedException.class);
    }

    @Test
    void mutatedInputGivesBytesOrMalformed() {
        Mutations.survive(HUNDRED_ABC, 20_000, MalformedException.class,
                bytes -> Direct2.decompress(Bytes.copyOf(bytes), 300));
    }

    private static void assertRoundTrip(Bytes plain) {
        assertThat(Direct2.decompress(Direct2.compress(plain), plain.length())).isEqualTo(plain);
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(US_ASCII));
    }
}
