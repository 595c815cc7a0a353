package org.gatehouse.web.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.gatehouse.security.certificates.CertifiedKey;
import org.jspecify.annotations.Nullable;

/// Gives each TLS handshake the certificate that is current when it begins.
final class ServerKeys extends X509ExtendedKeyManager {
    private static final String CHALLENGE = "challenge ";

    private final ServerCertificate source;
    /// Handshakes ask for the key by the alias a moment after they chose it: that of the change before may still be on.
    private @Nullable Generation now;
    private @Nullable Generation before;
    private long made;

    private record Generation(String alias, CertifiedKey key) {}

    private ServerKeys(ServerCertificate source) {
        this.source = source;
    }

    static SSLContext context(ServerCertificate source) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ServerKeys(source)}, null, new SecureRandom());
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot set TLS up", failure);
        }
    }

    private synchronized Generation current() {
        CertifiedKey key = source.current();
        Generation known = now;
        if (known == null || !key.equals(known.key)) {
            before = known;
            known = new Generation(Long.toString(++made), key);
            now = known;
        }
        return known;
    }

    private synchronized @Nullable CertifiedKey key(String alias) {
        if (alias.startsWith(CHALLENGE) && source instanceof ChallengedCertificate challenged) {
            return challenged.challenge(alias.substring(CHALLENGE.length())).orElse(null);
        }
        for (Generation each : new @Nullable Generation[] {now, before}) {
            if (each != null && each.alias.equals(alias)) {
                return each.key;
            }
        }
        return null;
    }

    /// @param keyType an algorithm of keys, in TLS 1.2 and before perhaps with that of the issuer behind it: `EC_RSA`
    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers,
            @Nullable SSLEngine engine) {
        if (engine != null && ChallengedCertificate.PROTOCOL.equals(engine.getHandshakeApplicationProtocol())
                && source instanceof ChallengedCertificate challenged) {
            String name = askedFor(engine);
            return challenged.challenge(name).filter(key -> fits(key, keyType)).isPresent() ? CHALLENGE + name : null;
        }
        Generation generation = current();
        return fits(generation.key, keyType) ? generation.alias : null;
    }

    private static boolean fits(CertifiedKey key, String keyType) {
        return key.chain().getFirst().getPublicKey().getAlgorithm().equals(keyType.split("_", 2)[0]);
    }

    /// The name in the client's greeting (RFC 6066 3), or nothing.
    private static String askedFor(SSLEngine engine) {
        return engine.getHandshakeSession() instanceof ExtendedSSLSession session
                ? session.getRequestedServerNames().stream().filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT)).findFirst().orElse("") : "";
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        CertifiedKey key = key(alias);
        return key == null ? null : key.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        CertifiedKey key = key(alias);
        return key == null ? null : key.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers,
            @Nullable Socket socket) {
        return null;
    }
}
