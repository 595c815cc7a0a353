package org.gatehouse.server.rpc;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A look at something that goes on elsewhere.
final class Look {
    private static final int LOOK_MILLIS = 100;

    private Look() {}

    /// Whether something is over, after a look that takes a moment.
    static boolean isOver(FutureTask<?> task) throws InterruptedException {
        try {
            var _ = task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failed) {
            return true;
        }
    }
}
