package org.gatehouse.server.rpc;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The connections on which nobody has signed in, by client address: of one listener, or of all in a process,
/// which share its file descriptors. Thread-safe.
public final class Strangers {
    private final int max;
    private final int perAddressMax;
    private final Map<RpcConnection, InetAddress> all = new HashMap<>();
    private final Map<InetAddress, Set<RpcConnection>> byAddress = new HashMap<>();

    /// @param max in all; at the bound the longest idle of them has to go
    /// @param perAddressMax of one client address, the same way
    public Strangers(int max, int perAddressMax) {
        this.max = max;
        this.perAddressMax = perAddressMax;
    }

    /// Adds a connection and takes out the one that has to go for it, the longest idle of the crowd it joins.
    synchronized Optional<RpcConnection> add(RpcConnection connection, InetAddress address) {
        all.put(connection, address);
        Set<RpcConnection> neighbours = byAddress.computeIfAbsent(address, _ -> new LinkedHashSet<>());
        neighbours.add(connection);
        Optional<RpcConnection> victim = neighbours.size() > perAddressMax ? longestIdle(neighbours)
                : all.size() > max ? longestIdle(all.keySet()) : Optional.empty();
        victim.ifPresent(this::remove);
        return victim;
    }

    synchronized void remove(RpcConnection connection) {
        @Nullable InetAddress address = all.remove(connection);
        if (address != null) {
            byAddress.computeIfPresent(address, (_, neighbours) -> {
                neighbours.remove(connection);
                return neighbours.isEmpty() ? null : neighbours;
            });
        }
    }

    private static Optional<RpcConnection> longestIdle(Collection<RpcConnection> among) {
        return among.stream().min(Comparator.comparingLong(RpcConnection::activeAt));
    }
}
