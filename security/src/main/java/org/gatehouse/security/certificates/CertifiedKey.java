package org.gatehouse.security.certificates;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// A private key with its certificate and those that vouch for it, the own one first.
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {
    private static final String ALIAS = "gatehouse";
    /// TLS 1.0 and 1.1 are gone (RFC 8996).
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    public CertifiedKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a key without a certificate");
        }
    }

    /// Everything as a PKCS#12 file (RFC 7292), encrypted by the password.
    public byte[] toPkcs12(char[] password) {
        try (var out = new ByteArrayOutputStream()) {
            store(password).store(out, password);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException("cannot write PKCS#12", failure);
        }
    }

    /// @throws IOException when the bytes are no PKCS#12 file with one key, or the password is wrong
    public static CertifiedKey fromPkcs12(byte[] pkcs12, char[] password) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(pkcs12), password);
            for (String alias : java.util.Collections.list(store.aliases())) {
                Key key = store.getKey(alias, password);
                Certificate[] certificates = store.getCertificateChain(alias);
                if (key instanceof PrivateKey privateKey && certificates != null) {
                    var chain = new ArrayList<X509Certificate>();
                    for (Certificate certificate : certificates) {
                        chain.add((X509Certificate) certificate);
                    }
                    return new CertifiedKey(privateKey, chain);
                }
            }
            throw new IOException("the PKCS#12 file holds no private key with its certificate");
        } catch (GeneralSecurityException failure) {
            throw new IOException("the PKCS#12 file cannot be read: " + failure.getMessage(), failure);
        }
    }

    /// The certificate and those that vouch for it in PEM (RFC 7468), the own one first.
    public String chainPem() {
        var text = new StringBuilder();
        chain.forEach(certificate -> text.append(CertificateAuthority.pem(certificate)));
        return text.toString();
    }

    /// A context in which servers prove themselves by this key. Sockets get [#parameters] set.
    public SSLContext serverContext() {
        try {
            char[] unused = new char[0];
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(unused), unused);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException("cannot set TLS up", failure);
        }
    }

    /// TLS 1.2 and 1.3, the server's order of cipher suites.
    public static SSLParameters parameters() {
        var parameters = new SSLParameters();
        parameters.setProtocols(PROTOCOLS.clone());
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    /// Names the certificate, never the key.
    @Override
    public String toString() {
        return "CertifiedKey[" + chain.getFirst().getSubjectX500Principal().getName() + "]";
    }

    private KeyStore store(char[] password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, password, chain.toArray(Certificate[]::new));
        return store;
    }
}
