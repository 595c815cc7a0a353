package org.gatehouse.security.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/// A server's certificate in the files in which administrators get it: PEM, the key in the same file or another one
/// (RFC 7468), or PKCS#12 (RFC 7292).
///
/// @param certificate holds the certificate and those that vouch for it, the own one first; or everything as PKCS#12
/// @param key holds the private key as PEM; not for PKCS#12, nor where the first file holds it
/// @param password holds the password of the key or of the PKCS#12 file
public record CertificateFiles(Path certificate, Optional<Path> key, Optional<Path> password) {
    private static final long FILE_BYTES_MAX = 1 << 20;
    private static final int DER_SEQUENCE = 0x30;
    /// Knows the encryptions of OpenSSL by their object identifiers, which the JDK does not.
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    /// Reads the files and checks that key and certificate belong together.
    ///
    /// @throws IOException with one line for the administrator
    public CertifiedKey read() throws IOException {
        byte[] content = bytes(certificate);
        char[] secret = secret();
        try {
            if (content.length > 0 && content[0] == DER_SEQUENCE) {
                return checked(CertifiedKey.fromPkcs12(content, secret));
            }
            Pem pem = Pem.parse(content, secret);
            if (pem.chain.isEmpty()) {
                throw new IOException("holds no certificate, neither as PEM nor as PKCS#12");
            }
            PrivateKey found = pem.key.orElse(null);
            if (key.isPresent()) {
                found = Pem.parse(bytes(key.get()), secret).key
                        .orElseThrow(() -> new IOException(key.get() + " holds no private key"));
            }
            if (found == null) {
                throw new IOException("holds no private key, and no other file is named for it");
            }
            return checked(new CertifiedKey(found, pem.chain));
        } catch (IOException | IllegalArgumentException wrong) {
            throw new IOException(certificate + ": " + wrong.getMessage(), wrong);
        }
    }

    /// Every file whose change means another certificate.
    public List<Path> watched() {
        var files = new ArrayList<Path>(List.of(certificate));
        key.ifPresent(files::add);
        password.ifPresent(files::add);
        return files;
    }

    private char[] secret() throws IOException {
        return password.isEmpty() ? new char[0]
                : new String(bytes(password.get()), StandardCharsets.UTF_8).strip().toCharArray();
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IOException("larger than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new IOException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static CertifiedKey checked(CertifiedKey key) throws IOException {
        X509Certificate own = key.chain().getFirst();
        if (!belongTogether(key.key(), own.getPublicKey())) {
            throw new IOException("the private key is not that of " + own.getSubjectX500Principal().getName()
                    + "; the server's own certificate comes first in the file");
        }
        return key;
    }

    /// Signs and verifies, which holds for every kind of key.
    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws IOException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> throw new IOException("keys of RSASSA-PSS alone are not served");
            default -> key.getAlgorithm();
        };
        try {
            byte[] probe = "gatehouse".getBytes(StandardCharsets.US_ASCII);
            var signing = java.security.Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(probe);
            byte[] signature = signing.sign();
            var verifying = java.security.Signature.getInstance(algorithm);
            verifying.initVerify(certified);
            verifying.update(probe);
            return verifying.verify(signature);
        } catch (java.security.InvalidKeyException | java.security.SignatureException different) {
            return false;
        } catch (GeneralSecurityException unknown) {
            throw new IOException("keys of " + key.getAlgorithm() + " are not served", unknown);
        }
    }

    /// What a PEM file holds: PKCS#8, PKCS#1 and SEC 1 keys, encrypted or not, and certificates in their order.
    private record Pem(Optional<PrivateKey> key, List<X509Certificate> chain) {
        static Pem parse(byte[] content, char[] secret) throws IOException {
            Optional<PrivateKey> key = Optional.empty();
            var chain = new ArrayList<X509Certificate>();
            try (var parser = new PEMParser(new InputStreamReader(new ByteArrayInputStream(content),
                    StandardCharsets.ISO_8859_1))) {
                for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                    if (object instanceof X509CertificateHolder holder) {
                        chain.add(new JcaX509CertificateConverter().getCertificate(holder));
                    } else if (key.isEmpty()) {
                        key = key(object, secret);
                    }
                }
            } catch (PEMException | OperatorCreationException | PKCSException wrong) {
                throw new IOException("the private key cannot be read: is its password right? " + wrong.getMessage(),
                        wrong);
            } catch (GeneralSecurityException wrong) {
                throw new IOException("not a certificate: " + wrong.getMessage(), wrong);
            }
            return new Pem(key, chain);
        }

        private static Optional<PrivateKey> key(Object object, char[] secret)
                throws IOException, OperatorCreationException, PKCSException {
            return switch (object) {
                case PrivateKeyInfo info -> Optional.of(converted(info));
                case PEMKeyPair pair -> Optional.of(converted(pair.getPrivateKeyInfo()));
                case PEMEncryptedKeyPair pair -> Optional.of(converted(pair.decryptKeyPair(
                        new JcePEMDecryptorProviderBuilder().setProvider(BOUNCY_CASTLE).build(secret))
                        .getPrivateKeyInfo()));
                case PKCS8EncryptedPrivateKeyInfo info -> Optional.of(converted(info.decryptPrivateKeyInfo(
                        new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(BOUNCY_CASTLE).build(secret))));
                default -> Optional.empty();
            };
        }

        private static PrivateKey converted(PrivateKeyInfo info) throws PEMException {
            return new JcaPEMKeyConverter().getPrivateKey(info);
        }
    }
}
