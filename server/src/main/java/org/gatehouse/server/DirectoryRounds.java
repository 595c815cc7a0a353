package org.gatehouse.server;

import java.time.Duration;
import org.gatehouse.directory.RememberingDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a directory that may be away looked after once a second.
final class DirectoryRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryRounds.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RememberingDirectory directory;
    private final Thread thread;
    /// Beside the interrupt, which a database may swallow.
    private volatile boolean closed;

    private DirectoryRounds(RememberingDirectory directory) {
        this.directory = directory;
        this.thread = Thread.ofVirtual().name("directory rounds").unstarted(this::run);
    }

    static DirectoryRounds start(RememberingDirectory directory) {
        var started = new DirectoryRounds(directory);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(PAUSE);
                round();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            directory.lookAfter();
        } catch (RuntimeException bug) {
            LOG.error("bug while looking after the directory", bug);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
