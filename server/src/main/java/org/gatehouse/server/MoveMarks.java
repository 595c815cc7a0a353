package org.gatehouse.server;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Up to where copies have to have what was written before a move may go on, by its request: of the source, and of the
/// target once the mailbox is there. Thread-safe.
final class MoveMarks {
    private final Map<UUID, String> leaving = new ConcurrentHashMap<>();
    private final Map<UUID, String> arrived = new ConcurrentHashMap<>();

    /// @param now where the log of the one that has the mailbox ends
    String of(UUID request, boolean hasArrived, Supplier<String> now) {
        if (!hasArrived) {
            arrived.remove(request); // the target may have come back without it: it will arrive anew, further on
        }
        return (hasArrived ? arrived : leaving).computeIfAbsent(request, _ -> now.get());
    }

    void forget(UUID request) {
        leaving.remove(request);
        arrived.remove(request);
    }
}
