package org.gatehouse.database;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What another thread of an engine answers with.
final class Outcome {
    private Outcome() {}

    /// Waits for the answer even when interrupted, since the other thread is busy with it anyway; the interrupt is
    /// there again afterwards.
    static <T extends @Nullable Object> T of(CompletableFuture<T> answer) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    throw SqliteEngine.rethrown(failure);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
