package org.gatehouse.security.ntlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

final class NtlmMessagesTest {
    private static final AvPairs NAMES = new AvPairs(List.of()).with(AvPair.NETBIOS_DOMAIN_NAME, "Domain")
            .with(AvPair.NETBIOS_COMPUTER_NAME, "Server");

    @Test
    void challengeOfTheSpecificationIsReadAndWritten() {
        var challenge = new ChallengeMessage(NtlmVectors.FLAGS, "Server", NtlmVectors.SERVER_CHALLENGE, NAMES,
                new Version(6, 0, 6000, 15));
        assertThat(ChallengeMessage.decode(Bytes.copyOf(NtlmVectors.CHALLENGE))).isEqualTo(challenge);
        assertThat(Golden.hex(challenge.encode().toArray())).isEqualTo(Golden.hex(NtlmVectors.CHALLENGE));
    }

    @Test
    void authenticateOfTheSpecificationIsReadAndWritten() {
        var message = AuthenticateMessage.decode(Bytes.copyOf(NtlmVectors.AUTHENTICATE));
        assertThat(message.domain()).isEqualTo("Domain");
        assertThat(message.user()).isEqualTo("User");
        assertThat(message.workstation()).isEqualTo("COMPUTER");
        assertThat(message.lmResponse()).isEqualTo(Bytes.ofHex("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"));
        assertThat(message.encryptedSessionKey()).isEqualTo(Bytes.ofHex("c5dad2544fc9799094ce1ce90bc9d03e"));
        assertThat(message.flags()).isEqualTo(0xe2888235);
        assertThat(message.version()).isEqualTo(new Version(5, 1, 2600, 15));
        assertThat(message.mic()).isEmpty();
        assertThat(Golden.hex(message.encode().toArray())).isEqualTo(Golden.hex(NtlmVectors.AUTHENTICATE));
    }

    @Test
    void clientChallengeOfTheSpecificationIsReadAndWritten() {
        var message = AuthenticateMessage.decode(Bytes.copyOf(NtlmVectors.AUTHENTICATE));
        var response = Ntlmv2Response.decode(message.ntResponse());
        var challenge = new Ntlmv2Response.ClientChallenge(0, Bytes.ofHex("aaaaaaaaaaaaaaaa"), NAMES);
        assertThat(response.clientChallenge()).isEqualTo(Bytes.copyOf(NtlmVectors.TEMP));
        assertThat(Ntlmv2Response.ClientChallenge.decode(response.clientChallenge())).isEqualTo(challenge);
        assertThat(challenge.encode()).isEqualTo(response.clientChallenge());
    }

    @Test
    void negotiateIsReadAndWritten() {
        var negotiate = new NegotiateMessage(0xe2088233, "", "", new Version(5, 1, 2600, 15));
        assertThat(NegotiateMessage.decode(Bytes.copyOf(NtlmVectors.NEGOTIATE))).isEqualTo(negotiate);
        assertThat(Golden.hex(negotiate.encode().toArray())).isEqualTo(Golden.hex(NtlmVectors.NEGOTIATE));
    }

    @Test
    void negotiateWithNamesTellsThem() {
        var negotiate = new NegotiateMessage(NegotiateFlags.UNICODE | NegotiateFlags.OEM_DOMAIN_SUPPLIED
                | NegotiateFlags.OEM_WORKSTATION_SUPPLIED, "CONTOSO", "DESK-7", Version.NONE);
        assertThat(NegotiateMessage.decode(negotiate.encode())).isEqualTo(negotiate);
    }

    @Test
    void negotiateMayEndAfterItsFlags() {
        Bytes brief = Bytes.copyOf(NtlmVectors.NEGOTIATE, 0, 16);
        assertThat(NegotiateMessage.decode(brief).flags()).isEqualTo(0xe2088233);
    }

    @Test
    void negotiateWithoutACharacterSetIsMalformed() {
        byte[] bytes = NtlmVectors.NEGOTIATE.clone();
        bytes[12] &= ~3;
        assertThatThrownBy(() -> NegotiateMessage.decode(Bytes.wrap(bytes))).isInstanceOf(MalformedException.class)
                .hasMessageContaining("character set");
    }

    @Test
    void micIsThereWhenThePayloadLeavesRoomForIt() {
        var plain = AuthenticateMessage.decode(Bytes.copyOf(NtlmVectors.AUTHENTICATE));
        Bytes mic = Bytes.ofHex("00112233445566778899aabbccddeeff");
        var signed = new AuthenticateMessage(plain.lmResponse(), plain.ntResponse(), plain.domain(), plain.user(),
                plain.workstation(), plain.encryptedSessionKey(), plain.flags(), plain.version(), Optional.of(mic));
        assertThat(AuthenticateMessage.decode(signed.encode())).isEqualTo(signed);
    }

    @Test
    void mutatedMessagesAreAValueOrMalformed() {
        Mutations.survive(NtlmVectors.NEGOTIATE, 20_000, MalformedException.class,
                bytes -> assertThat(NegotiateMessage.decode(Bytes.wrap(bytes))).isNotNull());
        Mutations.survive(NtlmVectors.CHALLENGE, 20_000, MalformedException.class,
                bytes -> assertThat(ChallengeMessage.decode(Bytes.wrap(bytes))).isNotNull());
        Mutations.survive(NtlmVectors.AUTHENTICATE, 20_000, MalformedException.class, bytes -> {
            var message = AuthenticateMessage.decode(Bytes.wrap(bytes));
            var response = Ntlmv2Response.decode(message.ntResponse());
            assertThat(Ntlmv2Response.ClientChallenge.decode(response.clientChallenge())).isNotNull();
        });
        Mutations.survive(NtlmVectors.TEMP, 20_000, MalformedException.class,
                bytes -> assertThat(Ntlmv2Response.ClientChallenge.decode(Bytes.wrap(bytes))).isNotNull());
    }

    @Test
    void endlessAvPairsAreMalformed() {
        byte[] pairs = new byte[4 * 100];
        new Random(1).nextBytes(pairs);
        for (int i = 0; i < pairs.length; i += 4) {
            pairs[i] = 9;
            pairs[i + 1] = pairs[i + 2] = pairs[i + 3] = 0;
        }
        assertThatThrownBy(() -> AvPairs.decode(Bytes.wrap(pairs).reader())).isInstanceOf(MalformedException.class)
                .hasMessageContaining("too many");
    }
}
