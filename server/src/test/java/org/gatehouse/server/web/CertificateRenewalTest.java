package org.gatehouse.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CertificateRenewalTest {
    /// Let's Encrypt refuses a name for an hour after five failures in one.
    @Test
    void triesComeFurtherAndFurtherApart() {
        assertThat(IntStream.rangeClosed(1, 10).mapToObj(CertificateRenewal::pause).map(Duration::toMinutes))
                .containsExactly(2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 360L, 360L);
        assertThat(CertificateRenewal.pause(Integer.MAX_VALUE)).isEqualTo(CertificateRenewal.PAUSE_MAX);
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(CertificateRenewal::pause)
                .reduce(Duration.ZERO, Duration::plus)).as("no sixth failure within the hour")
                .isGreaterThan(Duration.ofHours(1));
    }
}
