package org.gatehouse.web.acme;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.web.http.ChallengedCertificate;
import org.gatehouse.web.http.ServerCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate of an ACME authority that the servers of one process share. Thread-safe; orders one at a time.
public final class AcmeCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeCertificate.class);
    /// GeneralName dNSName (RFC 5280 4.2.1.6), as the JDK numbers it.
    private static final int DNS_NAME = 2;
    /// A third of the lifetime is left for an authority that does not answer.
    private static final int RENEWED_AFTER_THIRDS = 2;

    private final AcmeSettings settings;
    private final AcmeFiles files;
    private final InstantSource clock;
    private final Map<String, CertifiedKey> challenges = new ConcurrentHashMap<>();
    private volatile @Nullable CertifiedKey held;

    private AcmeCertificate(AcmeSettings settings, AcmeFiles files, InstantSource clock) {
        this.settings = settings;
        this.files = files;
        this.clock = clock;
    }

    /// Brings the certificate of the run before back, if there was one.
    ///
    /// @param keys folder of the process's keys
    public static AcmeCertificate open(AcmeSettings settings, Path keys, InstantSource clock) throws IOException {
        var opened = new AcmeCertificate(settings, new AcmeFiles(keys, settings.directory()), clock);
        try {
            opened.held = opened.files.certificate().orElse(null);
        } catch (IOException unusable) {
            LOG.warn("a new certificate will be ordered: {}", unusable.getMessage());
        }
        return opened;
    }

    /// What one server shows.
    ///
    /// @param otherwise while there is no certificate of the authority that is valid
    public ServerCertificate or(ServerCertificate otherwise) {
        return new ChallengedCertificate() {
            @Override
            public CertifiedKey current() {
                CertifiedKey known = held;
                return known != null && clock.instant().isBefore(end(known)) ? known : otherwise.current();
            }

            @Override
            public Optional<CertifiedKey> challenge(String dnsName) {
                return Optional.ofNullable(challenges.get(dnsName));
            }
        };
    }

    /// When the next certificate should be ordered: at once when there is none for these names.
    public Instant due() {
        CertifiedKey known = held;
        if (known == null || !names(known).containsAll(settings.names())) {
            return Instant.EPOCH;
        }
        Instant start = known.chain().getFirst().getNotBefore().toInstant();
        return start.plus(Duration.between(start, end(known)).multipliedBy(RENEWED_AFTER_THIRDS).dividedBy(3));
    }

    /// Orders a certificate; handshakes from now on show it. When that fails, the one of before stays.
    ///
    /// @throws IOException with one line for the administrator
    public synchronized void order() throws IOException, InterruptedException {
        CertifiedKey fresh = new AcmeOrder(settings, files, challenges).place();
        held = fresh;
        if (!due().isAfter(clock.instant())) {
            throw new IOException(settings.directory() + " gave a certificate for " + names(fresh) + " until "
                    + end(fresh) + ", not what was ordered, or the clock here is wrong");
        }
        LOG.info("certificate for {} from {}, valid until {}", settings.names(), settings.directory(), end(fresh));
    }

    public AcmeSettings settings() {
        return settings;
    }

    private static Instant end(CertifiedKey key) {
        return key.chain().getFirst().getNotAfter().toInstant();
    }

    private static List<String> names(CertifiedKey key) {
        X509Certificate own = key.chain().getFirst();
        try {
            Collection<List<?>> names = own.getSubjectAlternativeNames();
            return names == null ? List.of() : names.stream().filter(name -> name.get(0).equals(DNS_NAME))
                    .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT)).toList();
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }
}
