package org.gatehouse.security.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The organisation's certificate authority: a root made once, which issues the servers' certificates (RFC 5280).
///
/// The caller keeps the root: [#toPkcs12] gives everything there is, encrypted by a password of the caller's, and
/// [#fromPkcs12] brings it back. Keys are RSA, because clients of the age served here know nothing else for sure.
/// Thread-safe.
public final class CertificateAuthority {
    private static final int KEY_BITS = 2048;
    private static final int SERIAL_BITS = 127;
    private static final String SIGNATURE = "SHA256withRSA";
    private static final Duration ROOT_LIFETIME = Duration.ofDays(3652);
    /// Clients limit what they accept to 825 days; one year leaves time to renew.
    private static final Duration SERVER_LIFETIME = Duration.ofDays(397);
    /// Clients whose clock is slow accept a new certificate too.
    private static final Duration BACKDATED = Duration.ofHours(1);

    private final PrivateKey key;
    private final X509Certificate root;
    private final InstantSource clock;
    private final SecureRandom random;

    private CertificateAuthority(PrivateKey key, X509Certificate root, InstantSource clock, SecureRandom random) {
        this.key = key;
        this.root = root;
        this.clock = clock;
        this.random = random;
    }

    /// Makes a new root, valid for ten years.
    ///
    /// @param organisation stands in the root's name, which people see when they decide to trust it
    public static CertificateAuthority create(String organisation, InstantSource clock, SecureRandom random) {
        try {
            KeyPair pair = newKey(random);
            X500Name name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, organisation)
                    .addRDN(BCStyle.CN, organisation + " Root Certification Authority").build();
            var builder = builder(name, name, pair.getPublic(), clock.instant().plus(ROOT_LIFETIME),
                    clock.instant(), random);
            var utils = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    utils.createSubjectKeyIdentifier(pair.getPublic()));
            return new CertificateAuthority(pair.getPrivate(), sign(builder, pair.getPrivate()), clock, random);
        } catch (GeneralSecurityException | IOException | OperatorCreationException failure) {
            throw new IllegalStateException("cannot make the root certificate", failure);
        }
    }

    /// Brings a root back from [#toPkcs12].
    ///
    /// @throws IOException when the bytes are no such file or the password is wrong
    public static CertificateAuthority fromPkcs12(byte[] pkcs12, char[] password, InstantSource clock,
            SecureRandom random) throws IOException {
        var stored = CertifiedKey.fromPkcs12(pkcs12, password);
        X509Certificate root = stored.chain().getFirst();
        if (root.getBasicConstraints() < 0) {
            throw new IOException("the file holds no certificate authority but "
                    + root.getSubjectX500Principal().getName());
        }
        return new CertificateAuthority(stored.key(), root, clock, random);
    }

    /// The root with its private key as a PKCS#12 file, encrypted by the password.
    public byte[] toPkcs12(char[] password) {
        return new CertifiedKey(key, List.of(root)).toPkcs12(password);
    }

    /// What clients have to trust.
    public X509Certificate root() {
        return root;
    }

    /// The root certificate for clients to import, in PEM (RFC 7468).
    public String rootPem() {
        return pem(root);
    }

    /// Makes a key and a certificate for a server.
    ///
    /// @param dnsNames the names that clients use, the server's own first; it also becomes the common name
    /// @param addresses the addresses that clients use instead of a name
    public CertifiedKey issue(List<String> dnsNames, List<InetAddress> addresses) {
        try {
            return issue(newKey(random), clock.instant().plus(SERVER_LIFETIME), dnsNames, addresses);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot make a key", failure);
        }
    }

    /// The same with the key of an earlier certificate, for as long as that one was good: a new key takes long enough
    /// for clients to notice, and nothing is wrong with the old one when a server's names have changed.
    public CertifiedKey issue(List<String> dnsNames, List<InetAddress> addresses, CertifiedKey earlier) {
        X509Certificate certificate = earlier.chain().getFirst();
        return issue(new KeyPair(certificate.getPublicKey(), earlier.key()), certificate.getNotAfter().toInstant(),
                dnsNames, addresses);
    }

    private CertifiedKey issue(KeyPair pair, Instant end, List<String> dnsNames, List<InetAddress> addresses) {
        if (dnsNames.isEmpty()) {
            throw new IllegalArgumentException("a server certificate needs a DNS name");
        }
        try {
            X500Name subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, dnsNames.getFirst()).build();
            X500Name issuer = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
            var builder = builder(issuer, subject, pair.getPublic(), end, clock.instant(), random);
            var utils = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(Extension.extendedKeyUsage, false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(dnsNames, addresses));
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    utils.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(root));
            return new CertifiedKey(pair.getPrivate(), List.of(sign(builder, key), root));
        } catch (GeneralSecurityException | IOException | OperatorCreationException failure) {
            throw new IllegalStateException("cannot issue a certificate for " + dnsNames.getFirst(), failure);
        }
    }

    static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(certificate.getEncoded()) + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot encode a certificate", failure);
        }
    }

    private static GeneralNames alternativeNames(List<String> dnsNames, List<InetAddress> addresses) {
        var names = new ArrayList<GeneralName>();
        dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address.getHostAddress())));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key,
            Instant end, Instant now, SecureRandom random) {
        return new JcaX509v3CertificateBuilder(issuer, new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(now.minus(BACKDATED)), Date.from(end), subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }

    private static KeyPair newKey(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS, random);
        return generator.generateKeyPair();
    }
}
