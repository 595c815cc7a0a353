package org.gatehouse.access.nspi;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The Minimal Entry IDs this server gave out, and the GUID under which they are true ([MS-OXNSPI] 3.1.4.6).
///
/// An object keeps its number as long as the server runs, in all sessions. Numbers below 16 are signals, not objects
/// ([MS-OXNSPI] 2.2.9.1). Grows with the objects that clients looked at, never with their requests. Thread-safe.
final class MinimalIds {
    private static final int FIRST = 0x1000;

    private final UUID server;
    private final Map<UUID, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, UUID> objects = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(FIRST);

    MinimalIds(UUID server) {
        this.server = server;
        // First, so that an address list has the same number on every server: clients keep the hierarchy table.
        for (AddressList list : AddressList.values()) {
            list.containerId(this);
        }
    }

    UUID server() {
        return server;
    }

    int of(UUID object) {
        Integer known = ids.get(object);
        if (known != null) {
            return known;
        }
        return ids.computeIfAbsent(object, guid -> {
            int id = next.getAndIncrement();
            objects.put(id, guid);
            return id;
        });
    }

    Optional<UUID> object(int minimalId) {
        return Optional.ofNullable(objects.get(minimalId));
    }
}
