package org.gatehouse.security.ntlm;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.security.ntlm.NtlmKeys.Side;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// The cryptographic values of [MS-NLMP] 4.2.4, and of 4.2.2 and 4.2.3 where version 2 uses the same functions.
final class NtlmKeysTest {
    private static final byte[] PLAIN = Golden.bytes("50 00 6c 00 61 00 69 00 6e 00 74 00 65 00 78 00 74 00");
    private static final byte[] RESPONSE_KEY = NtlmKeys.responseKey(NtlmKeys.ntHash("Password"), "User", "Domain");

    @Test
    void ntHash() {                                    // [MS-NLMP] 4.2.2.1.2
        assertThat(hex(NtlmKeys.ntHash("Password"))).isEqualTo("a4f49c406510bdcab6824ee7c30fd852");
    }

    @Test
    void responseKey() {                               // [MS-NLMP] 4.2.4.1.1
        assertThat(hex(RESPONSE_KEY)).isEqualTo("0c868a403bfd7a93a3001ef22ef02e3f");
    }

    @Test
    void caseOfTheUserDoesNotCount() {                 // [MS-NLMP] 3.3.2
        assertThat(NtlmKeys.responseKey(NtlmKeys.ntHash("Password"), "uSER", "Domain")).isEqualTo(RESPONSE_KEY);
    }

    @Test
    void proofAndSessionBaseKey() {                    // [MS-NLMP] 4.2.4.2.2 and 4.2.4.1.2
        byte[] proof = NtlmKeys.proof(RESPONSE_KEY, NtlmVectors.SERVER_CHALLENGE, Bytes.copyOf(NtlmVectors.TEMP));
        assertThat(hex(proof)).isEqualTo("68cd0ab851e51c96aabc927bebef6a1c");
        assertThat(hex(NtlmKeys.sessionBaseKey(RESPONSE_KEY, proof))).isEqualTo("8de40ccadbc14a82f15cb0ad0de95ca3");
    }

    @Test
    void lmv2Response() {                              // [MS-NLMP] 4.2.4.2.1, the same function over another message
        assertThat(hex(NtlmKeys.proof(RESPONSE_KEY, NtlmVectors.SERVER_CHALLENGE, Bytes.ofHex("aaaaaaaaaaaaaaaa"))))
                .isEqualTo("86c35097ac9cec102554764a57cccc19");
    }

    @Test
    void encryptedSessionKey() {                       // [MS-NLMP] 4.2.4.2.3
        assertThat(hex(NtlmKeys.rc4(Bytes.ofHex("8de40ccadbc14a82f15cb0ad0de95ca3").toArray(),
                NtlmVectors.RANDOM_SESSION_KEY))).isEqualTo("c5dad2544fc9799094ce1ce90bc9d03e");
    }

    @Test
    void signAndSealKeysOf128Bits() {                  // [MS-NLMP] 4.2.4.4
        assertThat(hex(NtlmKeys.sealKey(NtlmVectors.FLAGS, NtlmVectors.RANDOM_SESSION_KEY, Side.CLIENT)))
                .isEqualTo("59f600973cc4960a25480a7c196e4c58");
        assertThat(hex(NtlmKeys.signKey(NtlmVectors.RANDOM_SESSION_KEY, Side.CLIENT)))
                .isEqualTo("4788dc861b4782f35d43fd98fe1a2d39");
    }

    @Test
    void signAndSealKeysOf56Bits() {                   // [MS-NLMP] 4.2.3.4, key exchange key of 4.2.3.1.3
        byte[] key = Bytes.ofHex("eb93429a8bd952f8b89c55b87f475edc").toArray();
        assertThat(hex(NtlmKeys.sealKey(0x820a8233, key, Side.CLIENT))).isEqualTo("04dd7f014d8504d265a25cc86a3a7c06");
        assertThat(hex(NtlmKeys.signKey(key, Side.CLIENT))).isEqualTo("60e799be5c72fc92922ae8ebe961fb8d");
    }

    @Test
    void sealedMessageWithKeyExchange() {              // [MS-NLMP] 4.2.4.4
        byte[] message = PLAIN.clone();
        var client = new NtlmProtection(NtlmVectors.FLAGS, NtlmVectors.RANDOM_SESSION_KEY, Side.CLIENT);
        Bytes signature = client.seal(message, 0, message.length, 0, message.length);
        assertThat(hex(message)).isEqualTo("54e50165bf1936dc996020c1811b0f06fb5f");
        assertThat(signature.hex()).isEqualTo("010000007fb38ec5c55d497600000000");
        var server = new NtlmProtection(NtlmVectors.FLAGS, NtlmVectors.RANDOM_SESSION_KEY, Side.SERVER);
        assertThat(server.unseal(message, 0, message.length, 0, message.length, signature)).isTrue();
        assertThat(message).isEqualTo(PLAIN);
    }

    @Test
    void sealedMessageWithoutKeyExchange() {           // [MS-NLMP] 4.2.3.4
        byte[] key = Bytes.ofHex("eb93429a8bd952f8b89c55b87f475edc").toArray();
        byte[] message = PLAIN.clone();
        var client = new NtlmProtection(0x820a8233, key, Side.CLIENT);
        Bytes signature = client.seal(message, 0, message.length, 0, message.length);
        assertThat(hex(message)).isEqualTo("a02372f6530273f3aa1eb90190ce5200c99d");
        assertThat(signature.hex()).isEqualTo("01000000ff2aeb52f681793a00000000");
    }

    private static String hex(byte[] bytes) {
        return Bytes.copyOf(bytes).hex();
    }
}
