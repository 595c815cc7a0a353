package org.gatehouse.mapi.emsmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// The worked examples are those of [MS-XCA] 3.1 and the numbers of [MS-OXCRPC] 3.1.4.1.1.2.2.
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
