package org.gatehouse.bench.simulation;

import java.util.HashMap;
import java.util.Map;

/// A machine with one process. What was on its way to a process that died never arrives.
final class Host {
    final int index;
    final String name;
    private long skewMillis;
    /// Of clients that do not reach it, what their numbers can be divided by, and how often they were cut off.
    final Map<Integer, Integer> cutClients = new HashMap<>(2);
    private final double drift;
    boolean up = true;
    /// Counts the process's lives.
    int life;
    /// How many ways to others are cut.
    int cuts;
    /// It stands still until then; what reaches it meanwhile waits.
    long stillUntil;

    /// @param skewMillis by which its clock was wrong at the beginning
    /// @param drift by which it goes wrong in each millisecond
    Host(int index, String name, long skewMillis, double drift) {
        this.index = index;
        this.name = name;
        this.skewMillis = skewMillis;
        this.drift = drift;
    }

    /// Whether a client's packets come here.
    boolean isOpenTo(int client) {
        for (int divisor : cutClients.keySet()) {
            if (client % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    void setClock(long byMillis) {
        skewMillis += byMillis;
    }

    /// What its own clock shows.
    long clock(long now) {
        return now + skewMillis + (long) (now * drift);
    }

    @Override
    public String toString() {
        return name;
    }
}
