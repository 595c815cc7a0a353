package org.gatehouse.server;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes round the mounted databases once an hour and forgets what was deleted longer ago than each database's
/// DeletedItemRetention says.
final class RetentionRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRounds.class);
    private static final long PAUSE_MINUTES = 60;

    private final Organization organization;
    private final DatabaseHost databases;
    private final CountDownLatch closed = new CountDownLatch(1);

    RetentionRounds(Organization organization, DatabaseHost databases) {
        this.organization = organization;
        this.databases = databases;
    }

    /// Starts going round, the first time after one pause.
    void start() {
        Thread.ofVirtual().name("deleted item retention").start(() -> {
            while (!isOver()) {
                try {
                    round();
                } catch (DirectoryException away) {
                    LOG.warn("deleted items stay for now: {}", away.getMessage());
                }
            }
        });
    }

    private boolean isOver() {
        try {
            return closed.await(PAUSE_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// One round; what one database cannot do now leaves the others alone. How much was forgotten.
    int round() {
        int forgotten = 0;
        for (DatabaseObject.Kind kind : DatabaseObject.Kind.values()) {
            for (DatabaseObject database : organization.databases().all(kind)) {
                forgotten += round(database);
            }
        }
        return forgotten;
    }

    private int round(DatabaseObject database) {
        try {
            Optional<MailboxDatabase> mounted = databases.mounted(database.header().guid());
            int forgotten = mounted.map(each -> each.forgetDeleted(
                    database.span(DatabaseProperty.DELETED_ITEM_RETENTION))).orElse(0);
            if (forgotten > 0) {
                LOG.info("database {}: {} deleted messages and folders forgotten", database.name(), forgotten);
            }
            int departed = mounted.map(each -> each.departures().forget(
                    database.span(DatabaseProperty.MAILBOX_RETENTION))).orElse(0);
            if (departed > 0) {
                LOG.info("database {}: what {} mailboxes left when they moved away forgotten", database.name(),
                        departed);
            }
            return forgotten;
        } catch (StoreException | DatabaseException | MailboxException cannot) {
            LOG.warn("database {}: deleted items stay for now: {}", database.name(), cannot.getMessage());
            return 0;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
