package org.gatehouse.web.http;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.gatehouse.security.certificates.TrustedRoots;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the public keys of a token issuer come from (RFC 7517 5).
public final class IssuerKeys {
    private static final int TIME_MAX_MILLIS = 5_000;
    private static final int BYTES_MAX = 1 << 20;
    private static final long KEPT_MILLIS = Duration.ofMinutes(15).toMillis();

    private final JWKSource<SecurityContext> source;

    private IssuerKeys(JWKSource<SecurityContext> source) {
        this.source = source;
    }

    JWKSource<SecurityContext> source() {
        return source;
    }

    /// Keys in a file, read again when it has changed.
    ///
    /// @throws IOException with one line for the administrator when it holds no key set
    public static IssuerKeys inFile(Path file) throws IOException {
        return new IssuerKeys(new KeyFile(file));
    }

    /// Keys at an address, kept for a quarter of an hour and fetched anew for a key that is not among them, but not
    /// more often than the library's limit allows.
    ///
    /// @param address of the form `https://...`
    /// @param roots certificates by which the address is known, as PEM; without them those that Java trusts
    public static IssuerKeys at(URI address, Optional<Path> roots) throws IOException {
        SSLSocketFactory tls = roots.isEmpty() ? null : TrustedRoots.inFile(roots.get()).getSocketFactory();
        var retriever = new DefaultResourceRetriever(TIME_MAX_MILLIS, TIME_MAX_MILLIS, BYTES_MAX, false, tls);
        return new IssuerKeys(JWKSourceBuilder.create(address.toURL(), retriever).cache(KEPT_MILLIS, TIME_MAX_MILLIS)
                .refreshAheadCache(false).rateLimited(true).retrying(true).build());
    }

    private static final class KeyFile implements JWKSource<SecurityContext> {
        private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

        private final Path file;
        private FileTime changed;
        private JWKSet keys;

        KeyFile(Path file) throws IOException {
            this.file = file;
            this.changed = Files.getLastModifiedTime(file);
            this.keys = read(file);
        }

        @Override
        public synchronized List<JWK> get(JWKSelector selector, @Nullable SecurityContext none) {
            try {
                FileTime now = Files.getLastModifiedTime(file);
                if (!now.equals(changed)) {
                    changed = now;
                    keys = read(file);
                }
            } catch (IOException unusable) {
                LOG.warn("the issuer's keys stay as they were: {}", unusable.getMessage());
            }
            return selector.select(keys);
        }

        private static JWKSet read(Path file) throws IOException {
            try {
                if (Files.size(file) > BYTES_MAX) {
                    throw new IOException(file + " is larger than 1 MiB");
                }
                return JWKSet.parse(Files.readString(file));
            } catch (ParseException malformed) {
                throw new IOException(file + " holds no JSON Web Key Set: " + malformed.getMessage(), malformed);
            }
        }
    }
}
