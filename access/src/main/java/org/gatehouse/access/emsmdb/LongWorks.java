package org.gatehouse.access.emsmdb;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// What a session has begun and not finished, by the handle it was asked for with. Used under the session's turn.
final class LongWorks {
    private static final int WORKS_MAX = 16;

    private final Map<Integer, Begun> works = new HashMap<>();

    private record Begun(int logonId, LongWork work) {}

    /// @param open whether a handle still stands for something: what its client let go is forgotten
    boolean hasRoom(IntPredicate open) {
        works.keySet().removeIf(handle -> !open.test(handle));
        return works.size() < WORKS_MAX;
    }

    /// Whatever was under way at that handle stays as far as it is.
    void put(int handle, int logonId, LongWork work) {
        works.put(handle, new Begun(logonId, work));
    }

    /// What a logon has begun stays as far as it is: the client has asked for something else than its progress
    /// ([MS-OXCPRPT] 3.1.5).
    void abandon(int logonId) {
        works.values().removeIf(begun -> begun.logonId == logonId);
    }

    Optional<LongWork> find(int handle) {
        return Optional.ofNullable(works.get(handle)).map(Begun::work);
    }

    void remove(int handle) {
        works.remove(handle);
    }
}
