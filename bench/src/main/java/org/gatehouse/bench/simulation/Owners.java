package org.gatehouse.bench.simulation;

import java.util.Arrays;

/// What people had used in processes that died.
final class Owners {
    private final long[] used;
    private final long[] diedAt;

    Owners(int mailboxes) {
        this.used = new long[mailboxes];
        this.diedAt = new long[mailboxes];
        Arrays.fill(diedAt, Long.MIN_VALUE / 2);
    }

    long used(int mailbox) {
        return used[mailbox];
    }

    /// A process died in which somebody had used something.
    void died(int mailbox, Book book, long now) {
        used[mailbox] += book.charged(now);
        if (book.mostLately(now) > 0) {
            diedAt[mailbox] = now;
        }
    }

    long diedAt(int mailbox) {
        return diedAt[mailbox];
    }
}
