package org.gatehouse.web.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.PasswordDesk;
import org.gatehouse.security.signin.SignInDesk;
import org.jspecify.annotations.Nullable;

/// A web server with two accounts and a certificate of its own.
final class WebFixture {
    static final InstantSource CLOCK = InstantSource.system();
    static final SecureRandom RANDOM = new SecureRandom();
    static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Web Test", CLOCK, RANDOM);
    static final CertifiedKey CERTIFICATE = AUTHORITY.issue(List.of("localhost", "web.test"),
            List.of(InetAddress.getLoopbackAddress()));
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    /// The usual limits, but nothing waits long.
    static final WebLimits LIMITS = new WebLimits(200, 100, 50, 72 * 1024, Duration.ofSeconds(60),
            Duration.ofSeconds(60), Duration.ofSeconds(60), 240, Duration.ofSeconds(60), Duration.ofSeconds(60),
            Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofMillis(50), 64 * 1024, 1_000);

    /// The usual limits with a short patience for requests in flight at an orderly stop.
    static final WebLimits HASTY_LIMITS = limits(LIMITS.headBytesMax(), Duration.ofMillis(200));

    final Accounts accounts = new Accounts();
    final FailedSignIns failures = new FailedSignIns(FailedSignIns.Limits.DEFAULT, CLOCK);
    InstantSource clock = CLOCK;
    WebLimits limits = LIMITS;
    ServerCertificate certificate = () -> CERTIFICATE;
    TlsVersion oldestTls = TlsVersion.TLS_1_2;
    Set<InetAddress> balancers = Set.of();
    Set<InetAddress> neighbours = Set.of(LOOPBACK);
    boolean ready = true;
    @Nullable BearerSignIn bearer;

    /// Accounts of the domain GATEHOUSE, gatehouse.test.
    static final class Accounts implements Credentials {
        private final Map<String, Secret> byName = new HashMap<>();
        final AtomicLong changes = new AtomicLong();
        int lookUps;

        synchronized void put(String name, String password, boolean enabled) {
            byName.put(name, new Secret(new Identity("GATEHOUSE", name, "NTLM"), NtlmKeys.ntHash(password), enabled));
            changes.incrementAndGet();
        }

        @Override
        public synchronized Optional<Secret> find(String domain, String user) {
            lookUps++;
            int slash = user.indexOf('\\');
            if (slash > 0) {
                return find(user.substring(0, slash), user.substring(slash + 1));
            }
            String name = user.toLowerCase(Locale.ROOT);
            if (name.endsWith("@gatehouse.test")) {
                return Optional.ofNullable(byName.get(name.substring(0, name.indexOf('@'))));
            }
            return Set.of("", "gatehouse", "gatehouse.test").contains(domain.toLowerCase(Locale.ROOT))
                    ? Optional.ofNullable(byName.get(name)) : Optional.empty();
        }
    }

    static WebLimits limits(int headBytesMax, Duration drainTimeMax) {
        return new WebLimits(LIMITS.connectionsMax(), LIMITS.strangersMax(), LIMITS.strangersPerAddressMax(),
                headBytesMax, LIMITS.handshakeTimeMax(), LIMITS.headTimeMax(), LIMITS.bodyPauseMax(),
                LIMITS.bodyBytesPerSecondMin(), LIMITS.idleMax(), LIMITS.strangerIdleMax(), LIMITS.endlessPauseMax(),
                drainTimeMax, LIMITS.sweepInterval(), LIMITS.drainedBodyMax(), LIMITS.requestsMax());
    }

    /// The usual limits, with fewer strangers of one address.
    static WebLimits strangersPerAddress(int max) {
        return new WebLimits(LIMITS.connectionsMax(), LIMITS.strangersMax(), max, LIMITS.headBytesMax(),
                LIMITS.handshakeTimeMax(), LIMITS.headTimeMax(), LIMITS.bodyPauseMax(),
                LIMITS.bodyBytesPerSecondMin(), LIMITS.idleMax(), LIMITS.strangerIdleMax(), LIMITS.endlessPauseMax(),
                LIMITS.drainTimeMax(), LIMITS.sweepInterval(), LIMITS.drainedBodyMax(), LIMITS.requestsMax());
    }

    WebFixture() {
        accounts.put("anna", "Secret-1", true);
        accounts.put("bruno", "Secret-2", true);
        accounts.put("gone", "Secret-3", false);
    }

    WebServer open(Route... routes) throws IOException {
        var names = new TargetNames("GATEHOUSE", "CAS1", "gatehouse.test", "cas1.gatehouse.test");
        var desk = new SignInDesk(names, accounts, failures, CLOCK, RANDOM);
        var basic = new BasicSignIn(new PasswordDesk(accounts, failures, "Basic"), accounts.changes::get,
                BasicSignIn.Limits.DEFAULT, CLOCK, RANDOM);
        return WebServer.open(new InetSocketAddress(LOOPBACK, 0), List.of(routes),
                new WebServer.Doors(desk, Optional.of(basic), Optional.ofNullable(bearer)),
                new WebServer.Settings("CAS1", certificate, oldestTls, limits, balancers::contains,
                        neighbours::contains, () -> List.of(new HealthCheck("services", ready ? "" : "dead")),
                        () -> "# HELP more_total More.\n# TYPE more_total counter\nmore_total 1\n", clock));
    }
}
