package org.gatehouse.shell.cmdlets;

import static org.gatehouse.directory.organization.DatabaseProperty.*;

import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.AvailabilityGroup;
import org.gatehouse.directory.organization.ClientHome;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.shell.language.ByteSize;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.store.MailboxDatabase;
import org.jspecify.annotations.Nullable;

/// Databases as the shell shows them.
final class DatabaseView {
    private DatabaseView() {}

    static ShellObject of(Call call, DatabaseObject database) {
        boolean mailboxes = database.kind() == DatabaseObject.Kind.MAILBOX;
        var view = new View(call.organization());
        settings(view, database, JOURNAL_RECIPIENT, MAILBOX_RETENTION, OFFLINE_ADDRESS_BOOK);
        if (mailboxes) {
            settings(view, database, PUBLIC_FOLDER_DATABASE);
        }
        settings(view, database, PROHIBIT_SEND_RECEIVE_QUOTA, RECOVERY, PROHIBIT_SEND_QUOTA, RECOVERABLE_ITEMS_QUOTA,
                RECOVERABLE_ITEMS_WARNING_QUOTA, INDEX_ENABLED, IS_EXCLUDED_FROM_PROVISIONING,
                        IS_SUSPENDED_FROM_PROVISIONING);
        view.put("IsMailboxDatabase", mailboxes).put("IsPublicFolderDatabase", !mailboxes)
                .put("ReplicationType", database.copies().size() > 1 ? "Remote" : "None");
        Optional<MailboxDatabase> store = mounted(call, database);
        settings(view, database, ALLOW_FILE_RESTORE, BACKGROUND_DATABASE_MAINTENANCE);
        view.put("BackupInProgress", idle(call));
        settings(view, database, DATA_MOVE_REPLICATION_CONSTRAINT, EDB_FILE_PATH);
        MailboxDatabase.Space space = store.map(MailboxDatabase::space).orElse(null);
        view.put("DatabaseSize", space == null ? null : new ByteSize(space.bytes()))
                .put("AvailableNewMailboxSpace", space == null ? null : new ByteSize(space.freeBytes()));
        view.put("ExchangeLegacyDN", database.legacyExchangeDn());
        copies(view, database);
        if (mailboxes) {
            // With -Status where its clients really go, which differs while a copy in another site is active.
            view.put("RpcClientAccessServer", call.is(DatabaseCmdlets.STATUS) ? call.organization().clientHomes()
                    .of(database).map(ClientHome::fqdn).orElse("") : database.rpcClientAccessServer());
        }
        view.put("MountedOnServer", store.isPresent() ? database.server() : null);
        settings(view, database, DELETED_ITEM_RETENTION, ISSUE_WARNING_QUOTA, EVENT_HISTORY_RETENTION_PERIOD);
        view.put("Name", database.name());
        settings(view, database, CONNECTION_STRING, PATRONI_URL, LOG_FOLDER_PATH, CIRCULAR_LOGGING_ENABLED);
        Optional<String> group = database.copies().size() < 2 ? Optional.empty()
                : call.organization().availabilityGroups().ofServer(database.server()).map(AvailabilityGroup::name);
        view.put("MasterServerOrAvailabilityGroup", group.orElse(database.server()))
                .put("MasterType", group.isPresent() ? "DatabaseAvailabilityGroup" : "Server");
        settings(view, database, MOUNT_AT_STARTUP);
        // Blank, too, where another process opens it: that one knows.
        view.put("Mounted", call.is(DatabaseCmdlets.STATUS)
                && call.administration().databases().opens(database.header().guid()) ? store.isPresent() : null)
                .put("OnlineMaintenanceInProgress", idle(call));
        Optional<MailboxDatabase.Break> last = store.flatMap(MailboxDatabase::lastBreak);
        // Our addition: from then on new ids are of new replicas, since something may have been lost.
        view.put("NewReplicasSince", last.map(MailboxDatabase.Break::when).orElse(null))
                .put("NewReplicasReason", last.map(MailboxDatabase.Break::why).orElse(null));
        settings(view, database, RETAIN_DELETED_ITEMS_UNTIL_BACKUP);
        view.put("Server", database.server()).put("ServerName", database.server());
        return view.header(database.header(), "0.10 (14.0.100.0)")
                .as(mailboxes ? "MailboxDatabase" : "PublicFolderDatabase", database.name(),
                        mailboxes ? new String[] {"Name", "Server", "Recovery", "ReplicationType"}
                                : new String[] {"Name", "Server"});
    }

    /// Looked at only when -Status asks for it; blank otherwise, as in the real system.
    private static Optional<MailboxDatabase> mounted(Call call, DatabaseObject database) {
        return call.is(DatabaseCmdlets.STATUS) ? call.administration().databases().mounted(database.header().guid())
                : Optional.empty();
    }

    /// Neither a backup nor maintenance ever holds a database here: both are done while it is used.
    private static @Nullable Boolean idle(Call call) {
        return call.is(DatabaseCmdlets.STATUS) ? Boolean.FALSE : null;
    }

    private static void copies(View view, DatabaseObject database) {
        List<String> servers = database.copies().stream().map(DatabaseObject.Copy::server).toList();
        view.put("DatabaseCopies", servers.stream().map(server -> database.name() + "\\" + server).toList())
                .put("Servers", servers)
                .put("ActivationPreference", database.copies().stream()
                        .map(copy -> "[" + copy.server() + ", " + copy.activationPreference() + "]").toList());
    }

    private static void settings(View view, DatabaseObject database, DatabaseProperty... properties) {
        for (DatabaseProperty property : properties) {
            view.put(property.parameter(), Settings.value(database.setting(property)));
        }
    }
}
