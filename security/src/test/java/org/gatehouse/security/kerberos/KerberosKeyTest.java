package org.gatehouse.security.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The test vectors of RFC 3961, RFC 3962 and [MS-KILE].
final class KerberosKeyTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest // RFC 3961 A.1
    @CsvSource({"012345, be072631276b1955", "password, 78a07b6caf85fa",
        "'Rough Consensus, and Running Code', bb6ed30870b7f0e0",
        "password, 59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e",
        "MASSACHVSETTS INSTITVTE OF TECHNOLOGY, db3b0d8f0b061e603282b308a50841229ad798fab9540c1b",
        "Q, 518a54a215a8452a518a54a215a8452a518a54a215", "ba, fb25d531ae8974499f52fd92ea9857c4ba24cf297e",
        "kerberos, 6b65726265726f73", "kerberos, 6b65726265726f737b9b5b2b93132b93"})
    void foldsAsTheVectors(String text, String folded) {
        assertThat(HEX.formatHex(NFold.fold(text.getBytes(StandardCharsets.US_ASCII), folded.length() / 2)))
                .isEqualTo(folded);
    }

    @ParameterizedTest // RFC 3962 B
    @CsvSource({"1, password, ATHENA.MIT.EDUraeburn, 42263c6e89f4fc28b8df68ee09799f15,"
            + "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161",
        "2, password, ATHENA.MIT.EDUraeburn, c651bf29e2300ac27fa469d693bdda13,"
            + "a2e16d16b36069c135d5e9d2e25f896102685618b95914b467c67622225824ff",
        "1200, password, ATHENA.MIT.EDUraeburn, 4c01cd46d632d01e6dbe230a01ed642a,"
            + "55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a",
        "50, \ud834\udd1e, EXAMPLE.COMpianist, f149c1f2e154a73452d43e7fe62a56e5,"
            + "4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e"})
    void passwordsBecomeKeysAsTheVectors(int rounds, String password, String salt, String aes128, String aes256) {
        assertThat(ofPassword(EncryptionType.AES128, password, salt, rounds)).isEqualTo(aes128);
        assertThat(ofPassword(EncryptionType.AES256, password, salt, rounds)).isEqualTo(aes256);
    }

    @Test // [MS-KILE] 4.4
    void passwordOfAComputerBecomesItsKey() {
        assertThat(ofPassword(EncryptionType.AES128, "\uffff".repeat(120), "DOMAIN.COMhostclient.domain.com", 1000))
                .isEqualTo("b82ee122531c2d94821ac755bccb5879");
    }

    private static String ofPassword(EncryptionType type, String password, String salt, int rounds) {
        return HEX.formatHex(KerberosKey.ofPassword(type, password.toCharArray(), salt, rounds).value());
    }

    @ParameterizedTest // RFC 3962 B
    @CsvSource({"'I would like the ', c6353568f2bf8cb4d8a580362da7ff7f97",
        "'I would like the General Gau''s ', fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5",
        "I would like the General Gau's C, 39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584"})
    void ciphertextIsStolenAsInTheVectors(String text, String sealed) {
        byte[] key = "chicken teriyaki".getBytes(StandardCharsets.US_ASCII);
        var cipher = new UsageCipher(key, key);
        byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(HEX.formatHex(cipher.encrypt(plain))).isEqualTo(sealed);
        assertThat(cipher.decrypt(HEX.parseHex(sealed))).isEqualTo(plain);
    }

    @Test
    void messagesOfEveryLengthComeBackAndAlteredOnesDoNot() {
        var random = new Random(3);
        var key = KerberosKey.random(EncryptionType.AES256, random);
        for (int length = 0; length < 70; length++) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            byte[] sealed = key.encrypt(7, plain, random);
            assertThat(key.decrypt(7, sealed)).contains(plain);
            assertThat(key.decrypt(8, sealed)).isEmpty();
            sealed[random.nextInt(sealed.length)] ^= 1;
            assertThat(key.decrypt(7, sealed)).isEmpty();
        }
        assertThat(key.decrypt(7, new byte[27])).isEmpty();
    }

    @Test
    void keysAreNotShown() {
        assertThat(KerberosKey.random(EncryptionType.AES128, new Random(1))).hasToString("AES128");
    }
}
