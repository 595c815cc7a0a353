package org.gatehouse.access.nspi;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Counts sessions, in all and by user. Thread-safe.
final class NspiSessions {
    private final int max;
    private final int userMax;
    private final Map<String, Integer> byUser = new HashMap<>();
    private int open;

    NspiSessions(int max, int userMax) {
        this.max = max;
        this.userMax = userMax;
    }

    /// A new session, or none when the server or the user has too many.
    synchronized Optional<NspiSession> open(String user) {
        int already = byUser.getOrDefault(user, 0);
        if (open >= max || already >= userMax) {
            return Optional.empty();
        }
        open++;
        byUser.put(user, already + 1);
        return Optional.of(new NspiSession(user, () -> closed(user)));
    }

    synchronized int openCount() {
        return open;
    }

    private synchronized void closed(String user) {
        open--;
        byUser.computeIfPresent(user, (_, count) -> count > 1 ? count - 1 : null);
    }
}
