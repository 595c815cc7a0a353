package org.gatehouse.access.nspi;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Purse;

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
    ///
    /// @param place the place it takes in the user's budget, given back at its end; not when there is no session
    synchronized Optional<NspiSession> open(String user, Purse purse, Place place) {
        int already = byUser.getOrDefault(user, 0);
        if (open >= max || already >= userMax) {
            return Optional.empty();
        }
        open++;
        byUser.put(user, already + 1);
        return Optional.of(new NspiSession(purse, () -> {
            place.close();
            closed(user);
        }));
    }

    synchronized int openCount() {
        return open;
    }

    private synchronized void closed(String user) {
        open--;
        byUser.computeIfPresent(user, (_, count) -> count > 1 ? count - 1 : null);
    }
}
