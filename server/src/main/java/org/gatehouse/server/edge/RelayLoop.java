package org.gatehouse.server.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that copies the bytes of many relays: it waits for all of them at once, with one buffer for all.
///
/// A thread for each direction of each connection is simpler, but costs five times the CPU for small messages, since
/// every one of them wakes two threads, and a stack and a buffer each for connections that mostly carry nothing.
final class RelayLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);
    private static final int BUFFER_SIZE = 64 * 1024;
    /// After a failed wait, which has no cause that is known.
    private static final long FAILURE_PAUSE_MILLIS = 50;
    /// It turns at least so often, which shows that it can.
    private static final long TURN_MILLIS = 1_000;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private volatile boolean open = true;
    private volatile boolean ended;
    private volatile long turnedAt = DecisionLoop.now();

    private RelayLoop(Selector selector) {
        this.selector = selector;
    }

    static RelayLoop start(int number) throws IOException {
        var loop = new RelayLoop(Selector.open());
        Thread.ofPlatform().daemon().name("balancer-copy-" + number).start(loop::serve);
        return loop;
    }

    /// What gets ready bytes; called on the loop's thread only.
    interface Ready {
        void ready(SelectionKey key);
    }

    Selector selector() {
        return selector;
    }

    /// The buffer of whoever runs on the loop's thread, empty.
    ByteBuffer buffer() {
        return buffer.clear();
    }

    /// Runs a task on the loop's thread soon; on this one when the loop has ended.
    void execute(Runnable task) {
        tasks.add(task);
        if (ended) {
            runTasks();
        } else {
            selector.wakeup();
        }
    }

    private void serve() {
        try {
            while (open) {
                turn();
            }
        } finally {
            ended = true;
            runTasks();
            try {
                selector.close();
            } catch (IOException failure) {
                LOG.debug("closing a selector failed", failure);
            }
        }
    }

    /// Whatever goes wrong with one connection, the others go on.
    private void turn() {
        try {
            turnedAt = DecisionLoop.now();
            runTasks();
            await();
        } catch (RuntimeException bug) {
            LOG.error("bug while copying connections", bug);
        }
    }

    private void await() {
        try {
            selector.select(key -> ((Ready) key.attachment()).ready(key), TURN_MILLIS);
        } catch (ClosedSelectorException over) {
            open = false;
        } catch (IOException failure) {
            LOG.error("waiting for connections failed", failure);
            try {
                Thread.sleep(FAILURE_PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                open = false;
            }
        }
    }

    boolean standsStill() {
        return DecisionLoop.now() - turnedAt > DecisionLoop.STANDSTILL.toMillis();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /// Ends the thread; connections have to be reset before.
    @Override
    public void close() {
        open = false;
        selector.wakeup();
    }
}
