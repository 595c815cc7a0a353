package org.gatehouse.access.emsmdb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/// The open sessions of one server: their indices and their number per user. Thread-safe.
final class Sessions {
    private static final int INDEX_LIMIT = 0x10000;

    private final Map<String, Integer> byUser = new HashMap<>();
    private final Map<Integer, Session> byIndex = new HashMap<>();
    private final Set<Integer> reserved = new HashSet<>();
    private int lastIndex;
    private boolean exiting;

    sealed interface Opened {
        record Open(Session session) implements Opened {}

        /// The user has as many as one user may.
        record UserFull() implements Opened {}

        /// The server has as many as it may.
        record ServerFull() implements Opened {}
    }

    /// Opens a session if there is room for one more of the user and of the server.
    ///
    /// @param perUserMax no limit when negative
    /// @param open makes the session of an index; [#closed] is called when it ends
    synchronized Opened open(String userDn, int perUserMax, int serverMax, IntFunction<Session> open) {
        String user = userDn.toLowerCase(Locale.ROOT);
        if (reserved.size() >= Math.min(serverMax, INDEX_LIMIT - 1)) {
            return new Opened.ServerFull();
        }
        if (perUserMax >= 0 && byUser.getOrDefault(user, 0) >= perUserMax) {
            return new Opened.UserFull();
        }
        do {
            lastIndex = (lastIndex + 1) % INDEX_LIMIT;
        } while (lastIndex == 0 || reserved.contains(lastIndex));
        int index = lastIndex;
        reserved.add(index);
        Session session = open.apply(index);
        byUser.merge(user, 1, Integer::sum);
        byIndex.put(index, session);
        if (exiting) {
            session.exit();
        }
        return new Opened.Open(session);
    }

    synchronized void closed(String userDn, int index) {
        if (reserved.remove(index)) {
            byIndex.remove(index);
            byUser.computeIfPresent(userDn.toLowerCase(Locale.ROOT), (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    /// Tells the sessions, and those still to come, that the server goes away.
    synchronized void exit() {
        exiting = true;
        byIndex.values().forEach(Session::exit);
    }

    /// Tells the sessions that there are to go; those still to come are as ever.
    synchronized void leave() {
        byIndex.values().forEach(Session::exit);
    }

    synchronized int size() {
        return byIndex.size();
    }

    /// Sessions open now, for statistics and shutdown.
    synchronized java.util.List<Session> all() {
        return java.util.List.copyOf(byIndex.values());
    }
}
