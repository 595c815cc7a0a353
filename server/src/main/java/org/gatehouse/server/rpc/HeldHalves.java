package org.gatehouse.server.rpc;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Virtual connections of which one half is there and waits for the other, by client address. Thread-safe.
///
/// A client opens both at once, so whoever waits longest has the least to lose: at a bound the oldest has to go rather
/// than the newest, and a flood of halves keeps nobody out.
///
/// @param <T> what stands for one
final class HeldHalves<T> {
    private final int max;
    private final int perAddressMax;
    private final Map<T, InetAddress> all = new LinkedHashMap<>();
    private final Map<InetAddress, Set<T>> byAddress = new HashMap<>();

    HeldHalves(int max, int perAddressMax) {
        this.max = max;
        this.perAddressMax = perAddressMax;
    }

    /// Adds one and takes out the one that has to go for it.
    synchronized Optional<T> add(T half, InetAddress address) {
        all.put(half, address);
        Set<T> neighbours = byAddress.computeIfAbsent(address, _ -> new LinkedHashSet<>());
        neighbours.add(half);
        Optional<T> victim = neighbours.size() > perAddressMax ? Optional.of(neighbours.iterator().next())
                : all.size() > max ? Optional.of(all.keySet().iterator().next()) : Optional.empty();
        victim.ifPresent(this::remove);
        return victim;
    }

    synchronized void remove(T half) {
        @Nullable InetAddress address = all.remove(half);
        if (address != null) {
            byAddress.computeIfPresent(address, (_, neighbours) -> {
                neighbours.remove(half);
                return neighbours.isEmpty() ? null : neighbours;
            });
        }
    }

    synchronized int size() {
        return all.size();
    }
}
