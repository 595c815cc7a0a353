package org.gatehouse.bench.simulation;

/// A machine with one process. What was on its way to a process that died never arrives.
final class Host {
    final int index;
    final String name;
    private final long skewMillis;
    private final double drift;
    boolean up = true;
    /// Counts the process's lives.
    int life;
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

    /// What its own clock shows.
    long clock(long now) {
        return now + skewMillis + (long) (now * drift);
    }

    @Override
    public String toString() {
        return name;
    }
}
