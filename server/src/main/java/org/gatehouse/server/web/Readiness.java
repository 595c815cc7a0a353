package org.gatehouse.server.web;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.server.DirectoryPart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a server can serve: its services run and the directory gives its entry. Looked at once a second at most,
/// however often it is asked.
final class Readiness implements BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final long KEPT_MILLIS = 1_000;

    private final DirectoryPart directory;
    private final String server;
    private final BooleanSupplier alive;
    private final InstantSource clock;
    private long lookAgainMillis = Long.MIN_VALUE;
    private boolean readable;

    Readiness(DirectoryPart directory, String server, BooleanSupplier alive, InstantSource clock) {
        this.directory = directory;
        this.server = server;
        this.alive = alive;
        this.clock = clock;
    }

    @Override
    public synchronized boolean getAsBoolean() {
        long now = clock.millis();
        if (now >= lookAgainMillis) {
            lookAgainMillis = now + KEPT_MILLIS;
            readable = canRead();
        }
        return readable && alive.getAsBoolean();
    }

    private boolean canRead() {
        try {
            return directory.organization().servers().get(server).name().equalsIgnoreCase(server);
        } catch (DirectoryException | DatabaseException broken) {
            LOG.warn("{} is not ready: {}", server, broken.getMessage());
            return false;
        }
    }
}
