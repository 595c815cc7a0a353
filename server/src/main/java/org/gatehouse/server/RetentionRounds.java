package org.gatehouse.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.Departures;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes round the mounted databases once an hour and forgets what was deleted longer ago than each database's
/// DeletedItemRetention says, and mailboxes that have been nobody's for longer than its MailboxRetention.
final class RetentionRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRounds.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final Duration CLOSING_MAX = Duration.ofSeconds(10);

    private final Organization organization;
    private final DatabaseHost databases;
    private final Rounds rounds = Rounds.every(PAUSE, "deleted item retention", () -> {
        int _ = round();
    });

    RetentionRounds(Organization organization, DatabaseHost databases) {
        this.organization = organization;
        this.databases = databases;
    }

    /// Starts going round, the first time after one pause.
    void start() {
        rounds.startLater();
    }

    /// One round; what one database cannot do now leaves the others alone, and what needs a directory that is away is
    /// left to the next round. How much was forgotten.
    int round() {
        int forgotten = 0;
        try {
            for (DatabaseObject.Kind kind : DatabaseObject.Kind.values()) {
                for (DatabaseObject database : organization.databases().all(kind)) {
                    forgotten += round(database);
                }
            }
        } catch (DirectoryException away) {
            LOG.warn("deleted items stay for now: {}", away.getMessage());
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
            if (database.kind() == DatabaseObject.Kind.MAILBOX) {
                mounted.ifPresent(each -> compare(database, each));
            }
            int departed = mounted.map(each -> each.departures().forget(
                    database.span(DatabaseProperty.MAILBOX_RETENTION))).orElse(0);
            if (departed > 0) {
                LOG.info("database {}: {} mailboxes that were moved away or given up forgotten", database.name(),
                        departed);
            }
            return forgotten;
        } catch (StoreException | DatabaseException | MailboxException cannot) {
            LOG.warn("database {}: deleted items stay for now: {}", database.name(), cannot.getMessage());
            return 0;
        }
    }

    /// Takes note of mailboxes whose users are gone, however that came, and of those that have a user again.
    private void compare(DatabaseObject object, MailboxDatabase database) {
        List<MailboxDatabase.MailboxStatistics> here = database.statistics();
        Set<UUID> taken = organization.mailboxes().all(Integer.MAX_VALUE).stream()
                .flatMap(user -> user.mailbox().stream()).map(MailboxUser.Mailbox::guid).collect(Collectors.toSet());
        for (MailboxDatabase.MailboxStatistics mailbox : here) {
            UUID guid = mailbox.mailboxGuid();
            // Asked for by itself too: who is disconnected by mistake loses their session.
            if (!taken.contains(guid) && organization.mailboxes().holding(guid).isEmpty()) {
                database.departures().disconnect(guid);
                LOG.info("database {}: mailbox {} of {} is nobody's any more", object.name(), guid,
                        mailbox.displayName());
            }
        }
        for (Departures.Departed departed : database.departures().all()) {
            if (departed.reason() == Departures.Reason.DISABLED && database.statistics(departed.mailboxGuid()).isEmpty()
                    && organization.mailboxes().holding(departed.mailboxGuid()).flatMap(MailboxUser::mailbox)
                            .filter(box -> box.databaseGuid().equals(object.header().guid())).isPresent()) {
                database.departures().takeBack(departed.mailboxGuid());
            }
        }
    }

    /// What is being forgotten is not torn in two.
    @Override
    public void close() {
        rounds.finish(CLOSING_MAX);
    }
}
