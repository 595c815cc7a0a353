package org.gatehouse.web.acme;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// New keys and their PEM (RFC 7468), by the JDK's own providers.
final class Keys {
    private static final String CURVE = "secp256r1";
    private static final int RSA_BITS = 2048;

    private Keys() {}

    /// For accounts: the P-256 that RFC 8555 6.2 has every authority know.
    static KeyPair ellipticCurve() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /// For certificates, also those of challenges: clients of the age served here know nothing else for sure.
    static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /// The private key as PKCS#8.
    static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /// Both keys, which [#ellipticCurve] reads again.
    static String pem(KeyPair pair) {
        return pem(pair.getPrivate()) + pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    static KeyPair ellipticCurve(String pem) throws IOException {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new KeyPair(factory.generatePublic(new X509EncodedKeySpec(section(pem, "PUBLIC KEY"))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(section(pem, "PRIVATE KEY"))));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new IOException("not the keys of an account: " + malformed.getMessage(), malformed);
        }
    }

    private static byte[] section(String pem, String label) throws IOException {
        String begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + label + "-----");
        if (start < 0 || end < start) {
            throw new IOException("not the keys of an account: no " + label);
        }
        return Base64.getMimeDecoder().decode(pem.substring(start + begin.length(), end));
    }
}
