package org.gatehouse.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyName;

/// One caller's door to one mailbox, or to the public folders: everything goes through it, and it checks the rights.
///
/// May be used by several threads; each object opened from it by one at a time. Closing it ends its subscriptions.
public interface MailboxSession extends AutoCloseable {
    /// The mailbox's GUID; of the public folders, the database's.
    UUID mailboxGuid();

    /// The replica that new ids are of. Earlier ones may be of others: see [#replica].
    UUID replicaGuid();

    /// The short id of that replica.
    int replicaId();

    DatabaseHost.Kind kind();

    Caller caller();

    Map<SpecialFolder, ObjectId> specialFolders();

    /// The properties of the store object ([MS-OXCSTOR] 2.2.2.1). Changes are on disk when `set` returns.
    PropertyObject store();

    /// @throws MailboxException NOT_FOUND
    Folder openFolder(ObjectId id);

    /// Opens a folder, softly deleted ones included when `withDeleted` ([MS-OXCFOLD] 2.2.1.1.1).
    ///
    /// @throws MailboxException NOT_FOUND
    Folder openFolder(ObjectId id, boolean withDeleted);

    /// A message to fill and save in a folder, which need not be visible: a drop box.
    ///
    /// @throws MailboxException NOT_FOUND, or ACCESS_DENIED
    MessageDraft createMessage(ObjectId folder, boolean associated);

    /// Opens a message wherever it is.
    ///
    /// @throws MailboxException NOT_FOUND
    MessageDraft openMessage(ObjectId id, boolean writable);

    /// Likewise, when it is in that folder or found by that search folder; softly deleted ones included when
    /// `withDeleted` ([MS-OXCMSG] 2.2.3.1.1, 3.2.5.1).
    ///
    /// @throws MailboxException NOT_FOUND
    MessageDraft openMessage(ObjectId folder, ObjectId id, boolean writable, boolean withDeleted);

    /// The ids of names, in order; 0 for a name without one unless `create` ([MS-OXCPRPT] 3.2.5.9).
    ///
    /// @throws MailboxException NAMED_PROPERTY_QUOTA_EXCEEDED, see [StoreLimits#namedPropertiesMax]
    List<Integer> propertyIds(List<PropertyName> names, boolean create);

    /// The names of ids, in order; ids below 0x8000 are lids of PS_MAPI, unmapped ones [PropertyName.Unnamed].
    List<PropertyName> propertyNames(List<Integer> ids);

    /// All names mapped, of one property set if given, by id.
    Map<Integer, PropertyName> allPropertyNames(Optional<UUID> set);

    /// The folder that messages of a class arrive in, with the longest configured class that matches.
    ReceiveFolder receiveFolder(String messageClass);

    List<ReceiveFolder> receiveFolders();

    /// Sets, or with no folder removes, the receive folder of a class ([MS-OXCSTOR] 3.2.5.3).
    void setReceiveFolder(String messageClass, Optional<ObjectId> folder);

    /// Sets aside ids for the client to use ([MS-OXCFXICS] RopGetLocalReplicaIds): the first of `count`.
    LongTermId reserveCounters(int count);

    /// Names the language by whose rules tables put texts in order, from their next sort on ([MS-OXCSTOR]
    /// 2.2.2.1.1.14). Until then texts have the order of their characters.
    ///
    /// @param locale an [MS-LCID] number
    void sortTextsBy(int locale);

    /// What the mailbox holds.
    long bytes();

    /// From now on this session's saves and copies are refused with QUOTA_EXCEEDED where the mailbox would hold more.
    void limitTo(long bytesMax);

    /// The replica GUID that a short replica id stands for here.
    Optional<UUID> replica(int id);

    /// The short form of an id of this mailbox's own; empty for those of others.
    Optional<ObjectId> own(LongTermId id);

    /// The short id of a replica GUID, a new one when it has none ([MS-OXCSTOR] 3.2.5.9).
    ///
    /// @throws MailboxException PARAMETER_OVERFLOW when there are as many as there may be
    int replicaId(UUID replica);

    /// What readers have read in public folders.
    ///
    /// @throws MailboxException from its operations ACCESS_DENIED when it is another's mailbox
    PerUserData perUser();

    /// The mailbox's submitted messages.
    Outbox outbox();

    /// Calls `listener` for the events of this mailbox that `filter` lets through, until closed. Events come in the
    /// order of the commits, from whichever session; too many waiting are replaced by one that says the table changed.
    Subscription subscribe(StoreEvent.Filter filter, StoreEvent.Listener listener);

    /// The same without what this session itself does to folders.
    Subscription subscribeToOthers(StoreEvent.Filter filter, StoreEvent.Listener listener);

    @Override
    void close();

    /// @param modified as FILETIME
    record ReceiveFolder(String messageClass, ObjectId folder, long modified) {}

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
