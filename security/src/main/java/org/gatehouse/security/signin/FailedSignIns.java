package org.gatehouse.security.signin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Counts failed sign-ins by account and by address, and says who has to wait. Thread-safe; one for all servers of a
/// process.
///
/// Each key may fail a number of times at once and gets one more attempt per release time. An attempt is charged
/// when it begins and given back when it succeeds, so that many at once do not slip through.
public final class FailedSignIns {
    private final Limits limits;
    private final InstantSource clock;
    private final Buckets accounts;
    private final Buckets addresses;

    /// @param accountFailuresMax failures of one account at once
    /// @param accountRelease how long until an account may fail once more
    /// @param addressFailuresMax failures from one IPv4 address or IPv6 /64 at once
    /// @param addressRelease how long until an address may fail once more
    /// @param trackedMax accounts, and addresses, remembered at the same time; the longest unused goes first
    public record Limits(int accountFailuresMax, Duration accountRelease, int addressFailuresMax,
            Duration addressRelease, int trackedMax) {
        public static final Limits DEFAULT = new Limits(10, Duration.ofMinutes(1), 100, Duration.ofSeconds(6), 100_000);
    }

    public FailedSignIns(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.accounts = new Buckets(limits.accountFailuresMax, limits.accountRelease, limits.trackedMax);
        this.addresses = new Buckets(limits.addressFailuresMax, limits.addressRelease, limits.trackedMax);
    }

    /// Charges an attempt; false when the account or the address has to wait, and nothing is charged then.
    public synchronized boolean charge(String account, InetAddress address) {
        long now = clock.millis();
        if (!accounts.mayCharge(key(account), now) || !addresses.mayCharge(key(address), now)) {
            return false;
        }
        accounts.charge(key(account), now);
        addresses.charge(key(address), now);
        return true;
    }

    /// Gives a charge back: the attempt succeeded.
    public synchronized void refund(String account, InetAddress address) {
        accounts.refund(key(account));
        addresses.refund(key(address));
    }

    synchronized int tracked() {
        return accounts.fullAt.size() + addresses.fullAt.size();
    }

    private static String key(String account) {
        return account.toLowerCase(Locale.ROOT);
    }

    /// A host with IPv6 owns a whole /64, so it counts as one.
    private static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }

    /// Token buckets, each kept as the one time at which it is full again.
    private static final class Buckets {
        private final long releaseMillis;
        private final long burstMillis;
        private final Map<String, Long> fullAt;

        Buckets(int burst, Duration release, int trackedMax) {
            this.releaseMillis = Math.max(1, release.toMillis());
            this.burstMillis = Math.multiplyExact(releaseMillis, burst);
            this.fullAt = new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > trackedMax;
                }
            };
        }

        boolean mayCharge(String key, long now) {
            return Math.max(fullAt.getOrDefault(key, now), now) + releaseMillis - now <= burstMillis;
        }

        void charge(String key, long now) {
            fullAt.put(key, Math.max(fullAt.getOrDefault(key, now), now) + releaseMillis);
        }

        void refund(String key) {
            fullAt.computeIfPresent(key, (same, full) -> full - releaseMillis);
        }
    }
}
