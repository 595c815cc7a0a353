package org.gatehouse.security.throttling;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A piece of work that its owner pays for in time, from where it began to where it is closed. Of one thread.
public final class Work implements AutoCloseable {
    private static final ScopedValue<Work> PRESENT = ScopedValue.newInstance();

    private final Budgets budgets;
    private final Budgets.Slot slot;
    private final long begunNanos;
    private final long begunLost;
    private long adNanos;
    private long mailboxNanos;
    /// All look-ups until now, with what was lost meanwhile.
    private long lookupNanos;
    private long lookupLost;
    /// Of the present look-up.
    private long forgivenNanos;
    /// Where the time goes now: time in the directory is not time in the store that asked it.
    private boolean inDirectory;

    Work(Budgets budgets, Budgets.Slot slot, long begunNanos, long begunLost) {
        this.budgets = budgets;
        this.slot = slot;
        this.begunNanos = begunNanos;
        this.begunLost = begunLost;
    }

    /// Does something whose look-ups in the directory this work pays for.
    public <T, X extends Exception> T during(ScopedValue.CallableOp<T, X> deed) throws X {
        return ScopedValue.where(PRESENT, this).call(deed);
    }

    /// Looks something up in the directory, at the cost of the work that this thread does, if any.
    public static <T> T inDirectory(Supplier<T> lookup) {
        return PRESENT.isBound() && !PRESENT.get().inDirectory ? PRESENT.get().timed(lookup) : lookup.get();
    }

    /// Some of the time of the present look-up passed in vain, as in waiting for a directory that is away: nobody pays.
    public static void forgive(long nanos) {
        if (PRESENT.isBound() && PRESENT.get().inDirectory) {
            PRESENT.get().forgivenNanos += nanos;
        }
    }

    private <T> T timed(Supplier<T> lookup) {
        long start = budgets.nanos();
        long lost = budgets.lost();
        inDirectory = true;
        forgivenNanos = 0;
        try {
            return lookup.get();
        } finally {
            inDirectory = false;
            long took = budgets.nanos() - start;
            long lostMeanwhile = budgets.lost() - lost;
            // What is forgiven is mostly what was lost: the same wait.
            adNanos += Math.max(0, took - Math.max(lostMeanwhile, forgivenNanos));
            lookupNanos += took;
            lookupLost += lostMeanwhile;
        }
    }

    /// Does something in the store.
    public <T extends @Nullable Object> T inMailbox(Supplier<T> deed) {
        long start = budgets.nanos() - lookupNanos;
        long lost = budgets.lost() - lookupLost;
        try {
            return deed.get();
        } finally {
            long took = budgets.nanos() - lookupNanos - start;
            mailboxNanos += Math.max(0, took - (budgets.lost() - lookupLost - lost));
        }
    }

    /// Whether the work may go on.
    ///
    /// @return nothing if so
    public Optional<Refusal> goOn() {
        settle();
        return budgets.goOn(slot);
    }

    private void settle() {
        if (adNanos > 0 || mailboxNanos > 0) {
            budgets.spent(slot, adNanos, mailboxNanos);
            adNanos = 0;
            mailboxNanos = 0;
        }
    }

    @Override
    public void close() {
        settle();
        budgets.end(slot, begunNanos, budgets.lost() - begunLost);
    }
}
