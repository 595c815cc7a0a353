package org.gatehouse.security.ntlm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

final class Rc4Test {
    @Test
    void streamsOfTheRfc() {                           // RFC 6229 2: the key streams at offsets 0 and 240
        assertStream("0102030405", "b2396305f03dc027ccc3524a0a1118a8", "28cb1132c96ce286421dcaadb8b69eae");
        assertStream("0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97",
                "065902e4b620f6cc36c8589f66432f2b");
    }

    private static void assertStream(String key, String atStart, String at240) {
        byte[] stream = new byte[256];
        new Rc4(Bytes.ofHex(key).toArray()).crypt(stream, 0, stream.length);
        assertThat(Bytes.copyOf(stream, 0, 16).hex()).isEqualTo(atStart);
        assertThat(Bytes.copyOf(stream, 240, 256).hex()).isEqualTo(at240);
    }

    @Test
    void piecesOfAnyLengthAreOneStreamAndNothingElseIsTouched() {
        var random = new Random(1);
        byte[] key = new byte[16];
        random.nextBytes(key);
        var stream = new Rc4(key);
        var other = new RC4Engine();
        other.init(true, new KeyParameter(key));
        for (int round = 0; round < 200; round++) {
            byte[] ours = new byte[random.nextInt(1, 500)];
            random.nextBytes(ours);
            byte[] theirs = ours.clone();
            int from = random.nextInt(ours.length);
            int to = random.nextInt(from, ours.length + 1);
            stream.crypt(ours, from, to);
            other.processBytes(theirs, from, to - from, theirs, from);
            assertThat(ours).isEqualTo(theirs);
        }
    }
}
