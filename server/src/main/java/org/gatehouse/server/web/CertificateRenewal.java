package org.gatehouse.server.web;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
    private final Thread thread;
    /// Beside the interrupt, which the library may swallow in the middle of a request.
    private volatile boolean closed;

    private CertificateRenewal(AcmeCertificate certificate, InstantSource clock) {
        this.certificate = certificate;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("certificate renewal").unstarted(this::run);
    }

    /// @param certificate whose server listens already: the authority asks it during the order
    public static CertificateRenewal start(AcmeCertificate certificate, InstantSource clock) {
        var started = new CertificateRenewal(certificate, clock);
        started.thread.start();
        return started;
    }

    private void run() {
        int failures = 0;
        Instant next = certificate.due();
        try {
            while (!closed) {
                Duration left = Duration.between(clock.instant(), next);
                if (left.isPositive()) {
                    Thread.sleep(left.compareTo(SLEEP_MAX) > 0 ? SLEEP_MAX : left);
                    continue;
                }
                try {
                    certificate.order();
                    failures = 0;
                    next = certificate.due();
                } catch (IOException | RuntimeException failed) {
                    if (closed) {
                        return;
                    }
                    failures++;
                    next = clock.instant().plus(pause(failures));
                    LOG.warn("no new certificate, the next try is at {}: {}", next, failed.toString());
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// @param failures one after the other
    static Duration pause(int failures) {
        Duration pause = PAUSE_MIN.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
