package org.gatehouse.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Up to where copies have to have what was written before a move may go on, by its request. Thread-safe.
///
/// Of the target, once the mailbox is there: all that brought it there. Of the source, before the mailbox is locked:
/// what was there a moment ago, since nobody can work in the mailbox until they have the lock as well. Copies that are
/// always further behind than that, but come along, make that moment longer, or the move would never end.
final class MoveMarks {
    private static final Duration PATIENCE_MIN = Duration.ofSeconds(1);
    private static final Duration PATIENCE_MAX = Duration.ofSeconds(8);
    /// Nothing is learnt any more from who has it then; where a standby took over its log may never have had it.
    private static final Duration OLD = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final Map<UUID, Leaving> leaving = new ConcurrentHashMap<>();
    private final Map<UUID, String> arrived = new ConcurrentHashMap<>();

    /// @param mark where the log ended then
    /// @param patience how long ago that may be
    private record Leaving(String mark, Instant since, Duration patience) {
        /// One of the future is one from before the clock was set back.
        boolean isOlder(Instant now, Duration age) {
            Duration past = Duration.between(since, now);
            return past.isNegative() || past.compareTo(age) > 0;
        }
    }

    MoveMarks(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether the copies of the source are not far behind.
    ///
    /// @param now where its log ends
    /// @param kept whether all have what was written before
    boolean mayLeave(UUID request, Supplier<String> now, Predicate<String> kept) {
        arrived.remove(request); // the target may have come back without it: it will arrive anew, further on
        Leaving asked = leaving.computeIfAbsent(request, _ -> new Leaving(now.get(), clock.instant(), PATIENCE_MIN));
        boolean have = kept.test(asked.mark);
        if (!asked.isOlder(clock.instant(), have ? asked.patience : OLD)) {
            return have;
        }
        var again = new Leaving(now.get(), clock.instant(), have ? longer(asked.patience) : asked.patience);
        leaving.put(request, again);
        return kept.test(again.mark);
    }

    private static Duration longer(Duration patience) {
        Duration longer = patience.multipliedBy(2);
        return longer.compareTo(PATIENCE_MAX) < 0 ? longer : PATIENCE_MAX;
    }

    /// The mailbox is its user's again: copies have to be asked anew before the next lock.
    void stays(UUID request) {
        leaving.remove(request);
    }

    /// Whether the copies of the target have what has come.
    ///
    /// @param now where its log ends
    /// @param kept whether all have what was written before
    boolean hasCome(UUID request, Supplier<String> now, Predicate<String> kept) {
        return kept.test(arrived.computeIfAbsent(request, _ -> now.get()));
    }

    void forget(UUID request) {
        leaving.remove(request);
        arrived.remove(request);
    }
}
