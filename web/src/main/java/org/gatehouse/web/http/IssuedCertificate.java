package org.gatehouse.web.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gatehouse.security.certificates.CertifiedKey;
import org.jspecify.annotations.Nullable;

/// A certificate of the organisation's own authority: made at the first handshake, and anew when the server's names
/// have changed or the end is near. Thread-safe.
public final class IssuedCertificate implements ServerCertificate {
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);

    private final Supplier<List<String>> names;
    private final Function<List<String>, CertifiedKey> authority;
    private final InstantSource clock;
    private List<String> issuedFor = List.of();
    private @Nullable CertifiedKey issued;

    /// @param names the DNS names by which clients call the server; asked for each handshake
    public IssuedCertificate(Supplier<List<String>> names, Function<List<String>, CertifiedKey> authority,
            InstantSource clock) {
        this.names = names;
        this.authority = authority;
        this.clock = clock;
    }

    @Override
    public synchronized CertifiedKey current() {
        List<String> now = names.get();
        CertifiedKey known = issued;
        if (known == null || !now.equals(issuedFor) || ends(known).isBefore(clock.instant())) {
            known = authority.apply(now);
            issued = known;
            issuedFor = List.copyOf(now);
        }
        return known;
    }

    private static Instant ends(CertifiedKey key) {
        return key.chain().getFirst().getNotAfter().toInstant().minus(RENEWED_BEFORE_END);
    }
}
