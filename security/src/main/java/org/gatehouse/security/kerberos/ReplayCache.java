package org.gatehouse.security.kerberos;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.gatehouse.wire.Bytes;

/// Remembers authenticators for as long as their time would be good, so that none works twice (RFC 4120 3.2.3).
/// Thread-safe; one for all servers of a process, because they share keys.
///
/// Only authenticators that hold are asked for, so only clients with a ticket can fill it. A full one takes no more
/// until the oldest have run out: forgetting them early would let them in again.
public final class ReplayCache {
    /// What a full cache costs is about 100 MB; it means 800 sign-ins in each second of ten minutes.
    public static final int ENTRIES_MAX = 500_000;
    private static final int DIGEST_SIZE = 16;

    private final int entriesMax;
    private final Duration kept;
    private final Set<Bytes> known = new HashSet<>();
    private final ArrayDeque<Entry> byTime = new ArrayDeque<>();

    /// What became of an authenticator.
    enum Verdict { NEW, SEEN, FULL }

    private record Entry(Bytes digest, Instant until) {}

    /// @param skewMax how far clocks may differ; an authenticator is good that long before and after its time
    public ReplayCache(int entriesMax, Duration skewMax) {
        this.entriesMax = entriesMax;
        this.kept = skewMax.multipliedBy(2);
    }

    synchronized Verdict note(Bytes authenticator, Instant now) {
        while (!byTime.isEmpty() && byTime.getFirst().until.isBefore(now)) {
            known.remove(byTime.removeFirst().digest);
        }
        Bytes digest = digest(authenticator);
        if (known.contains(digest)) {
            return Verdict.SEEN;
        }
        if (known.size() >= entriesMax) {
            return Verdict.FULL;
        }
        known.add(digest);
        byTime.addLast(new Entry(digest, now.plus(kept)));
        return Verdict.NEW;
    }

    synchronized int size() {
        return known.size();
    }

    private static Bytes digest(Bytes authenticator) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(authenticator.toArray()), 0, DIGEST_SIZE);
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
