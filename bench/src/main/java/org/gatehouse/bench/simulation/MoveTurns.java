package org.gatehouse.bench.simulation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Which moves a member carries out now, as `server.MoveRounds` keeps it: some at a time, and besides those of
/// mailboxes that are locked, by whomever.
final class MoveTurns {
    private static final int AT_ONCE_MAX = 2;
    private static final int LOCKED_AT_ONCE_MAX = 8;

    /// Whether their mailboxes were locked when they were begun.
    private final Map<Long, Boolean> running = new HashMap<>();
    private final Map<Long, Long> tried = new HashMap<>();
    private final Map<Long, Failure> failures = new HashMap<>();
    private long tries;

    /// @param count of steps that failed in a row
    /// @param last when the last did
    record Failure(int count, long last) {}

    /// Those that are not carried out: what was not tried yet, then what was tried longest ago.
    List<Directory.Request> inOrder(Stream<Directory.Request> open) {
        return open.filter(request -> !running.containsKey(request.number()))
                .sorted(Comparator.comparing(request -> tried.getOrDefault(request.number(), 0L))).toList();
    }

    /// Whether one more is taken on.
    boolean has(boolean isLocked) {
        return running.values().stream().filter(locked -> locked == isLocked).count()
                < (isLocked ? LOCKED_AT_ONCE_MAX : AT_ONCE_MAX);
    }

    void begins(long request, boolean isLocked) {
        running.put(request, isLocked);
    }

    void ends(long request) {
        running.remove(request);
        tried.put(request, ++tries);
    }

    void fails(long request, long now) {
        failures.put(request, new Failure(failure(request).count + 1, now));
    }

    Failure failure(long request) {
        return failures.getOrDefault(request, new Failure(0, Long.MIN_VALUE / 2));
    }

    void goesOn(long request) {
        failures.remove(request);
    }
}
