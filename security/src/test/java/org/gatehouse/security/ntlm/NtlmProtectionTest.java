package org.gatehouse.security.ntlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.gatehouse.security.ntlm.NtlmKeys.Side;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

final class NtlmProtectionTest {
    private static final int SEALING = NtlmVectors.FLAGS;
    private static final int SIGNING = SEALING & ~NegotiateFlags.SEAL;
    private static final int NEITHER = SIGNING & ~NegotiateFlags.SIGN;

    private final NtlmProtection client = protection(SEALING, Side.CLIENT);
    private final NtlmProtection server = protection(SEALING, Side.SERVER);

    @Test
    void signatureCoversWhatIsNotSealed() {
        byte[] message = text("head body tail");
        Bytes signature = client.seal(message, 0, message.length, 5, 9);
        assertThat(new String(message, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("head ");
        message[0] ^= 1;
        assertThat(server.unseal(message, 0, message.length, 5, 9, signature)).isFalse();
    }

    @Test
    void directionsAndSequenceNumbersAreIndependent() {
        for (int i = 0; i < 5; i++) {
            byte[] request = text("request " + i);
            assertThat(server.unseal(request, 0, request.length, 0, request.length,
                    client.seal(request, 0, request.length, 0, request.length))).isTrue();
            assertThat(new String(request, StandardCharsets.US_ASCII)).isEqualTo("request " + i);
        }
        byte[] answer = text("answer");
        Bytes signature = server.sign(answer, 0, answer.length);
        assertThat(signature.reader().blob(16).slice(12, 16).hex()).isEqualTo("00000000");
        assertThat(client.verify(answer, 0, answer.length, signature)).isTrue();
    }

    @Test
    void messageSentTwiceIsNotTakenTwice() {
        byte[] message = text("pay");
        Bytes signature = client.sign(message, 0, message.length);
        assertThat(server.verify(message, 0, message.length, signature)).isTrue();
        assertThat(server.verify(message, 0, message.length, signature)).isFalse();
    }

    @Test
    void signatureOfAnotherLengthNeverHolds() {
        assertThat(server.verify(text("x"), 0, 1, Bytes.EMPTY)).isFalse();
        assertThat(server.verify(text("x"), 0, 1, Bytes.wrap(new byte[17]))).isFalse();
    }

    @Test
    void withoutSealingNothingIsSealed() {             // [MS-NLMP] 3.4.3: confidentiality only if negotiated
        var signer = protection(SIGNING, Side.CLIENT);
        assertThat(signer.signs()).isTrue();
        assertThat(signer.seals()).isFalse();
        assertThat(signer.unseal(text("x"), 0, 1, 0, 1, Bytes.wrap(new byte[16]))).isFalse();
        assertThatThrownBy(() -> signer.seal(text("x"), 0, 1, 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void withoutSigningThePlaceholderIsSentAndNeverTaken() {   // [MS-NLMP] 3.4.4.3
        var none = protection(NEITHER, Side.CLIENT);
        Bytes placeholder = none.sign(text("x"), 0, 1);
        assertThat(placeholder.hex()).isEqualTo("01000000000000000000000000000000");
        assertThat(protection(NEITHER, Side.SERVER).verify(text("x"), 0, 1, placeholder)).isFalse();
    }

    @Test
    void listCheckLeavesTheStreamsAlone() {            // [MS-SPNG] 3.2.5.1
        Bytes list = Bytes.ofHex("300c060a2b06010401823702020a");
        Bytes mic = client.signList(list);
        assertThat(server.verifyList(list, mic)).isTrue();
        assertThat(protection(SEALING, Side.SERVER).verifyList(Bytes.ofHex("3000"), mic)).isFalse();
        byte[] message = text("first");
        Bytes signature = client.seal(message, 0, 5, 0, 5);
        assertThat(signature.slice(12, 16).hex()).isEqualTo("01000000");
        assertThat(server.unseal(message, 0, 5, 0, 5, signature)).isTrue();
    }

    private static NtlmProtection protection(int flags, Side side) {
        return new NtlmProtection(flags, NtlmVectors.RANDOM_SESSION_KEY, side);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
