package org.gatehouse.server.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What was found out from the directory, good for as long as that part of the directory stays as it is. Thread-safe.
final class Remembered<K, V> {
    private final LongSupplier changes;
    private final Predicate<V> worthwhile;
    private final Map<K, V> known;
    private long change = -1;

    /// @param changes a number that differs once that part has changed
    /// @param max the longest unused goes first
    /// @param worthwhile what is kept at all
    Remembered(LongSupplier changes, int max, Predicate<V> worthwhile) {
        this.changes = changes;
        this.worthwhile = worthwhile;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    V get(K key, Supplier<V> look) {
        // Read before the look: what a change in between makes of it is never kept under the newer number.
        long now = changes.getAsLong();
        Optional<V> found = Optional.ofNullable(find(key, now));
        if (found.isPresent()) {
            return found.get();
        }
        V looked = look.get();
        if (worthwhile.test(looked)) {
            keep(key, looked, now);
        }
        return looked;
    }

    private synchronized @Nullable V find(K key, long now) {
        if (now > change) {
            known.clear();
            change = now;
        }
        return now == change ? known.get(key) : null;
    }

    private synchronized void keep(K key, V looked, long now) {
        if (now == change) {
            known.put(key, looked);
        }
    }
}
