package org.gatehouse.security.certificates;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS for clients that trust the certificates of a file, as roots, and no others.
public final class TrustedRoots {
    private TrustedRoots() {}

    /// @param pem certificates in PEM (RFC 7468)
    /// @throws IOException when the file cannot be read or holds none
    public static SSLContext inFile(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                roots.setCertificateEntry("root" + roots.size(), root);
            }
            if (roots.size() == 0) {
                throw new IOException(pem + " holds no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(pem + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }
}
