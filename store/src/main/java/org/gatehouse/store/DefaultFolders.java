package org.gatehouse.store;

import static org.gatehouse.store.SpecialFolder.*;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.FolderEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// Where the first folders of a mailbox and of the public tree lie, and the properties that lead clients to them.
final class DefaultFolders {
    private static final List<Place> PRIVATE = List.of(new Place(ROOT, ROOT), new Place(DEFERRED_ACTION, ROOT),
            new Place(SPOOLER_QUEUE, ROOT), new Place(IPM_SUBTREE, ROOT), new Place(INBOX, IPM_SUBTREE),
            new Place(OUTBOX, IPM_SUBTREE), new Place(SENT_ITEMS, IPM_SUBTREE), new Place(DELETED_ITEMS, IPM_SUBTREE),
            new Place(COMMON_VIEWS, ROOT), new Place(SCHEDULE, ROOT), new Place(SEARCH, ROOT), new Place(VIEWS, ROOT),
            new Place(SHORTCUTS, ROOT), new Place(CALENDAR, IPM_SUBTREE), new Place(CONTACTS, IPM_SUBTREE),
            new Place(DRAFTS, IPM_SUBTREE), new Place(JOURNAL, IPM_SUBTREE), new Place(NOTES, IPM_SUBTREE),
            new Place(TASKS, IPM_SUBTREE), new Place(JUNK, IPM_SUBTREE), new Place(SYNC_ISSUES, IPM_SUBTREE),
            new Place(CONFLICTS, SYNC_ISSUES), new Place(LOCAL_FAILURES, SYNC_ISSUES),
            new Place(SERVER_FAILURES, SYNC_ISSUES), new Place(REMINDERS, ROOT), new Place(FREEBUSY_DATA, ROOT));

    private static final List<Place> PUBLIC = List.of(new Place(PUBLIC_ROOT, PUBLIC_ROOT),
            new Place(PUBLIC_IPM_SUBTREE, PUBLIC_ROOT), new Place(PUBLIC_NON_IPM_SUBTREE, PUBLIC_ROOT),
            new Place(PUBLIC_EFORMS_REGISTRY, PUBLIC_NON_IPM_SUBTREE),
            new Place(PUBLIC_FREE_BUSY, PUBLIC_NON_IPM_SUBTREE),
            new Place(PUBLIC_OFFLINE_ADDRESS_BOOK, PUBLIC_NON_IPM_SUBTREE),
            new Place(PUBLIC_LOCAL_EFORMS, PUBLIC_EFORMS_REGISTRY),
            new Place(PUBLIC_LOCAL_FREE_BUSY, PUBLIC_FREE_BUSY),
            new Place(PUBLIC_LOCAL_OFFLINE_ADDRESS_BOOK, PUBLIC_OFFLINE_ADDRESS_BOOK));

    /// [MS-OXOSFLD] 2.2.3: on the Inbox for the owner, on the root folder for delegates.
    private static final List<Link> BINARY_LINKS = List.of(new Link(Tags.IPM_APPOINTMENT_ENTRY_ID, CALENDAR),
            new Link(Tags.IPM_CONTACT_ENTRY_ID, CONTACTS), new Link(Tags.IPM_JOURNAL_ENTRY_ID, JOURNAL),
            new Link(Tags.IPM_NOTE_ENTRY_ID, NOTES), new Link(Tags.IPM_TASK_ENTRY_ID, TASKS),
            new Link(Tags.REMINDERS_ONLINE_ENTRY_ID, REMINDERS), new Link(Tags.IPM_DRAFTS_ENTRY_ID, DRAFTS));

    /// [MS-OXOSFLD] 2.2.4, by index.
    private static final List<SpecialFolder> ADDITIONAL = List.of(CONFLICTS, SYNC_ISSUES, LOCAL_FAILURES,
            SERVER_FAILURES, JUNK);

    /// Folders that the store object itself points at ([MS-OXCSTOR] 2.2.2.1).
    static final Map<PropertyTag, SpecialFolder> OF_STORE = Map.of(Tags.IPM_SUBTREE_ENTRY_ID, IPM_SUBTREE,
            Tags.IPM_OUTBOX_ENTRY_ID, OUTBOX, Tags.IPM_WASTEBASKET_ENTRY_ID, DELETED_ITEMS,
            Tags.IPM_SENT_MAIL_ENTRY_ID, SENT_ITEMS, Tags.VIEWS_ENTRY_ID, VIEWS,
            Tags.COMMON_VIEWS_ENTRY_ID, COMMON_VIEWS, Tags.FINDER_ENTRY_ID, SEARCH);

    private DefaultFolders() {}

    record Place(SpecialFolder folder, SpecialFolder parent) {}

    private record Link(PropertyTag tag, SpecialFolder target) {}

    /// Parents before their children.
    static List<Place> of(DatabaseHost.Kind kind) {
        return switch (kind) {
            case MAILBOX -> PRIVATE;
            case PUBLIC_FOLDER -> PUBLIC;
        };
    }

    /// Writes the links onto the Inbox and the root, and the receive folders of a new mailbox.
    static void link(Sql sql, long mb, MailboxKey key, UUID replicaGuid, Map<SpecialFolder, Long> fids, long now)
            throws SQLException {
        long inbox = fids.getOrDefault(INBOX, 0L);
        for (long holder : new long[] {inbox, fids.getOrDefault(ROOT, 0L)}) {
            PropertyBag bag = BagCodec.decode(sql.one("SELECT props FROM folder WHERE mb = ? AND fid = ?",
                    row -> row.getBytes(1), mb, holder).orElseThrow());
            for (Link link : BINARY_LINKS) {
                bag.put(link.tag, new Value.Binary(entryId(key, replicaGuid, fids, link.target)));
            }
            bag.put(Tags.ADDITIONAL_REN_ENTRY_IDS, new Value.Multiple(PropertyType.BINARY, ADDITIONAL.stream()
                    .<Value>map(folder -> new Value.Binary(entryId(key, replicaGuid, fids, folder))).toList()));
            // [MS-OXOSFLD] 2.2.6: the fourth is the Freebusy Data folder.
            bag.put(Tags.FREE_BUSY_ENTRY_IDS, new Value.Multiple(PropertyType.BINARY, List.of(
                    new Value.Binary(Bytes.EMPTY), new Value.Binary(Bytes.EMPTY), new Value.Binary(Bytes.EMPTY),
                    new Value.Binary(entryId(key, replicaGuid, fids, FREEBUSY_DATA)))));
            sql.update("UPDATE folder SET props = ? WHERE mb = ? AND fid = ?", BagCodec.encode(bag), mb, holder);
        }
        // [MS-OXCSTOR] 3.2.3.2: the classes that a new mailbox knows; the empty class catches the rest.
        long root = fids.getOrDefault(ROOT, 0L);
        for (var each : Map.of("", inbox, "IPM", inbox, "REPORT.IPM", inbox, "IPC", root).entrySet()) {
            sql.update("INSERT INTO receive_folder (mb, class_key, message_class, fid, modified) "
                    + "VALUES (?, ?, ?, ?, ?)", mb, MailboxRows.nameKey(each.getKey()), each.getKey(), each.getValue(),
                    now);
        }
    }

    private static Bytes entryId(MailboxKey key, UUID replicaGuid, Map<SpecialFolder, Long> fids,
            SpecialFolder folder) {
        return FolderEntryId.ofMailbox(key.mailboxGuid(), new LongTermId(replicaGuid, fids.getOrDefault(folder, 0L)))
                .encode();
    }
}
