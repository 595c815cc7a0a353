package org.gatehouse.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Does what may take long side by side, and waits for it so long and no longer. What comes late goes on to its own end
/// and keeps its place until then. Thread-safe.
public final class SideBySide {
    private final Executor elsewhere;
    private final Semaphore places;

    /// @param elsewhere runs each work at once, on a thread of its own
    /// @param worksMax how many may be under way; more are refused
    public SideBySide(Executor elsewhere, int worksMax) {
        this.elsewhere = elsewhere;
        this.places = new Semaphore(worksMax);
    }

    /// What became of a work.
    public sealed interface End<T> {
        record Done<T>(T value, Duration took) implements End<T> {}

        record Failed<T>(RuntimeException why) implements End<T> {}

        /// Nothing was heard of it in time.
        record Late<T>(Duration max) implements End<T> {}

        /// Why there is no value; empty when there is one.
        default String trouble() {
            return switch (this) {
                case Done<T> _ -> "";
                case Failed<T>(RuntimeException why) -> why.getMessage() == null ? why.getClass().getSimpleName()
                        : why.getMessage();
                case Late<T>(Duration max) -> "no answer for " + max.toSeconds() + " s";
            };
        }
    }

    /// Does them all, and gives what became of each, in order.
    ///
    /// @param max after which nobody waits any more, for whichever
    public <T> List<End<T>> all(List<Supplier<T>> works, Duration max) {
        long end = System.nanoTime() + max.toNanos();
        List<CompletableFuture<End<T>>> begun = works.stream().map(this::begin).toList();
        var ends = new ArrayList<End<T>>();
        for (CompletableFuture<End<T>> each : begun) {
            ends.add(await(each, end, max));
        }
        return ends;
    }

    private <T> CompletableFuture<End<T>> begin(Supplier<T> work) {
        if (!places.tryAcquire()) {
            return CompletableFuture.completedFuture(new End.Failed<>(new ShellException(
                    "too much that was asked before is still under way; try again later")));
        }
        long begun = System.nanoTime();
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new End.Done<>(work.get(), Duration.ofNanos(System.nanoTime() - begun));
            } catch (RuntimeException failed) {
                return new End.Failed<>(failed);
            } finally {
                places.release();
            }
        }, elsewhere);
    }

    private static <T> End<T> await(CompletableFuture<End<T>> work, long end, Duration max) {
        try {
            return work.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return new End.Late<>(max);
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ShellException("Interrupted while others were waited for.");
        }
    }
}
