package org.gatehouse.server.web;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.Databases;
import org.gatehouse.server.DirectoryPart;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;
import org.gatehouse.web.http.HealthCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a server can serve: its listeners listen, the directory gives its entry, and every database that is mounted
/// here answers. Looked at once a second at most, however often it is asked, and never by two at a time.
///
/// A database that somebody has dismounted is told of, but fails the check only when no other is left: its server is
/// as good as ever for the rest, and all members of the array would be out together.
final class Readiness implements Supplier<List<HealthCheck>> {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final long KEPT_MILLIS = 1_000;
    private static final long ANSWER_SECONDS_MAX = 5;
    private static final String DATABASES = "databases";

    private final DirectoryPart directory;
    private final DatabaseHost databases;
    private final String server;
    private final Supplier<HealthCheck> listeners;
    private final InstantSource clock;
    private long lookAgainMillis = Long.MIN_VALUE;
    private CompletableFuture<List<HealthCheck>> look = CompletableFuture.completedFuture(List.of());

    /// @param listeners whether every port of the server is open
    Readiness(DirectoryPart directory, DatabaseHost databases, String server, Supplier<HealthCheck> listeners,
            InstantSource clock) {
        this.directory = directory;
        this.databases = databases;
        this.server = server;
        this.listeners = listeners;
        this.clock = clock;
    }

    @Override
    public List<HealthCheck> get() {
        var all = new ArrayList<HealthCheck>();
        all.add(listeners.get());
        try {
            all.addAll(look().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS));
        } catch (TimeoutException late) {
            all.add(new HealthCheck("directory and databases", "no answer for " + ANSWER_SECONDS_MAX + " s"));
        } catch (ExecutionException failed) {
            LOG.error("the check of {} failed", server, failed.getCause());
            all.add(new HealthCheck("directory and databases", String.valueOf(failed.getCause())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            all.add(new HealthCheck("directory and databases", "the server stops"));
        }
        return all;
    }

    private synchronized CompletableFuture<List<HealthCheck>> look() {
        long now = clock.millis();
        if (look.isDone() && now >= lookAgainMillis) {
            lookAgainMillis = now + KEPT_MILLIS;
            look = CompletableFuture.supplyAsync(this::checks, Thread::startVirtualThread);
        }
        return look;
    }

    private List<HealthCheck> checks() {
        var all = new ArrayList<HealthCheck>();
        List<MailboxDatabase> mounted = databases.mounted();
        all.add(check("directory", () -> directory.organization().servers().get(server)));
        for (MailboxDatabase database : mounted) {
            all.add(check("database " + database.name(), database::requireAnswer));
        }
        if (mounted.isEmpty()) {
            all.add(check(DATABASES, this::requireNone));
        }
        return all;
    }

    private HealthCheck check(String what, Runnable check) {
        try {
            check.run();
            return new HealthCheck(what, "");
        } catch (DirectoryException | DatabaseException | StoreException broken) {
            LOG.warn("{} is not ready: {}: {}", server, what, broken.getMessage());
            return new HealthCheck(what, String.valueOf(broken.getMessage()));
        }
    }

    private void requireNone() {
        Databases known = directory.organization().databases();
        List<String> expected = known.all(DatabaseObject.Kind.MAILBOX).stream()
                .filter(database -> database.isSet(DatabaseProperty.MOUNT_AT_STARTUP) && !known.isNew(database))
                .map(DatabaseObject::name).toList();
        if (!expected.isEmpty()) {
            throw new StoreException("none is mounted here of " + String.join(", ", expected));
        }
    }
}
