package org.gatehouse.server.rpc;

import java.time.Duration;
import org.gatehouse.client.Upkeep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after what clients in this process have open, each on a virtual thread of its own.
public final class UpkeepThreads implements Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(UpkeepThreads.class);

    @Override
    public Handle every(Duration interval, Runnable task) {
        Thread thread = Thread.ofVirtual().name("client-upkeep").start(() -> repeat(interval, task));
        return thread::interrupt;
    }

    private static void repeat(Duration interval, Runnable task) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(interval);
                task.run();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("bug while looking after a connection", bug);
        }
    }
}
