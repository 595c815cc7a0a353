package org.gatehouse.server.web;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.gatehouse.server.Rounds;
import org.gatehouse.web.acme.AcmeCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Orders certificates when they are due, on a thread of its own. After a failure it waits, twice as long each time:
/// authorities limit failed orders to a few an hour.
public final class CertificateRenewal implements AutoCloseable {
    static final Duration PAUSE_MIN = Duration.ofMinutes(2);
    static final Duration PAUSE_MAX = Duration.ofHours(6);
    /// The clock may be set while the thread sleeps.
    private static final Duration SLEEP_MAX = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

    private final AcmeCertificate certificate;
    private final InstantSource clock;
    private final Rounds rounds;
    private Instant next = Instant.MIN;
    private int failures;

    private CertificateRenewal(AcmeCertificate certificate, InstantSource clock) {
        this.certificate = certificate;
        this.clock = clock;
        this.rounds = new Rounds("certificate renewal", PAUSE_MIN, this::round);
    }

    /// @param certificate whose server listens already: the authority asks it during the order
    public static CertificateRenewal start(AcmeCertificate certificate, InstantSource clock) {
        var started = new CertificateRenewal(certificate, clock);
        started.next = certificate.due();
        started.rounds.start();
        return started;
    }

    /// @return until the next look
    private Duration round() {
        if (!clock.instant().isBefore(next)) {
            order();
        }
        Duration left = Duration.between(clock.instant(), next);
        return left.compareTo(SLEEP_MAX) > 0 ? SLEEP_MAX : left.isNegative() ? Duration.ZERO : left;
    }

    private void order() {
        try {
            certificate.order();
            failures = 0;
            next = certificate.due();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) {
            if (!rounds.isClosed()) {
                failures++;
                next = clock.instant().plus(pause(failures));
                LOG.warn("no new certificate, the next try is at {}: {}", next, failed.toString());
            }
        }
    }

    /// @param failures one after the other
    static Duration pause(int failures) {
        Duration pause = PAUSE_MIN.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
