package org.gatehouse.database;

import java.util.concurrent.atomic.AtomicLong;

/// How long servers that this process uses have been away. Who waited for one meanwhile has used up nothing.
public final class Absences {
    private static final AtomicLong NANOS = new AtomicLong();

    private Absences() {}

    /// Grows by each absence once nobody waits for its end any more, by no more than they waited.
    public static long nanos() {
        return NANOS.get();
    }

    static void add(long nanos) {
        NANOS.addAndGet(nanos);
    }
}
