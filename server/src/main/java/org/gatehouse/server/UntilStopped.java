package org.gatehouse.server;

import java.util.concurrent.CountDownLatch;

/// Keeps a process up until it is told to stop, and then gives it time to close in good order.
public final class UntilStopped {
    private UntilStopped() {}

    /// Waits for Ctrl-C or SIGTERM and closes `running` before the process ends.
    public static void await(AutoCloseable running) throws InterruptedException {
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                running.close();
            } catch (Exception failed) {
                System.err.println("gatehouse: closing failed: " + failed.getMessage());
            } finally {
                stopped.countDown();
            }
        }, "gatehouse-stop"));
        stopped.await();
    }
}
