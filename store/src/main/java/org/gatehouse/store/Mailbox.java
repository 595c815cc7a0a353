package org.gatehouse.store;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.FolderEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.MessageEntryId;
import org.gatehouse.mapi.id.EntryIds;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.id.StoreEntryId;
import org.gatehouse.mapi.id.Xid;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// What the sessions of one mailbox share in memory: who it is, its special folders, its generations, its listeners.
///
/// @see MailboxRows for what is on disk
final class Mailbox {
    /// The short id of the replica that a mailbox begins with.
    static final int REPLICA_ID = 1;
    /// The longest own properties that are kept in memory: there are a few, some of them entry ids.
    private static final int KEPT_BYTES_MAX = 16 * 1024;

    final SqlMailboxDatabase database;
    final MailboxEngine engine;
    final StoreLimits limits;
    final InstantSource clock;
    final RandomGenerator random;
    final DatabaseHost.Kind kind;
    final String databaseName;
    /// The key of its rows.
    final long mb;
    final EventHub events;
    final NamedProperties names;
    final FolderIndexes indexes;
    final SearchFolders searches;
    private volatile OwnReplicas replicas;
    volatile MailboxKey key;
    volatile boolean deleted;
    /// Whether this process has looked for rows that drafts of dead processes left.
    final java.util.concurrent.atomic.AtomicBoolean leftOverSwept = new java.util.concurrent.atomic.AtomicBoolean();
    private final Map<SpecialFolder, ObjectId> specialFolders;
    private final Map<Long, AtomicLong> contentGenerations = new ConcurrentHashMap<>();
    private final AtomicLong hierarchyGeneration = new AtomicLong();
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicReference<Kept> ownProperties = new AtomicReference<>(new Kept(null));

    /// The mailbox's own properties as they are on disk; null until someone asked, or when they are long. Compared by
    /// identity, so that a later state is never taken for an earlier one.
    private record Kept(byte @Nullable [] encoded) {}

    Mailbox(SqlMailboxDatabase database, MailboxRows.Identity identity) {
        this.database = database;
        this.engine = new MailboxEngine(database.engine(), identity.mb());
        this.limits = database.limits();
        this.clock = database.clock();
        this.random = database.random();
        this.kind = database.kind();
        this.databaseName = database.name();
        this.mb = identity.mb();
        this.key = identity.key();
        this.replicas = identity.replicas();
        this.specialFolders = new EnumMap<>(identity.specialFolders());
        this.indexes = new FolderIndexes(this, database.linesRoom());
        this.events = new EventHub(limits);
        this.names = new NamedProperties(this);
        this.searches = new SearchFolders(this);
    }

    boolean isPublic() {
        return kind == DatabaseHost.Kind.PUBLIC_FOLDER;
    }

    Map<SpecialFolder, ObjectId> specialFolders() {
        return Map.copyOf(specialFolders);
    }

    ObjectId special(SpecialFolder folder) {
        ObjectId id = specialFolders.get(folder);
        if (id == null) {
            throw new IllegalStateException("no " + folder + " here");
        }
        return id;
    }

    /// The mailbox's own properties, encoded. Clients ask for them all the time; who changes them tells everyone.
    byte[] ownProperties(Supplier<byte[]> onDisk) {
        Kept known = Objects.requireNonNull(ownProperties.get(), "never set to null");
        if (known.encoded != null) {
            return known.encoded;
        }
        byte[] read = onDisk.get();
        if (read.length <= KEPT_BYTES_MAX) {
            // Not over what a writer, who is later than our snapshot, has put there meanwhile.
            boolean _ = ownProperties.compareAndSet(known, new Kept(read));
        }
        return read;
    }

    /// Takes note of what is on disk now; on the writer's thread, so in the order of the commits.
    void ownPropertiesChanged(byte[] changed) {
        ownProperties.set(new Kept(changed.length <= KEPT_BYTES_MAX ? changed : null));
    }

    /// What another process changed is read again.
    void forgetOwnProperties() {
        ownProperties.set(new Kept(null));
    }

    /// Within a write: tells everyone who keeps something of the mailbox in memory what it changed, once it is on disk.
    void changed(Sql sql, Change change) throws SQLException {
        database.changes().publish(sql, this, change);
    }

    /// Makes tables that show what changed look at it again.
    void count(Change change) {
        // Before the generations: who sees the new one finds the change noted.
        indexes.changed(change.events());
        change.contents().forEach(fid -> contentGeneration(fid).incrementAndGet());
        if (change.hierarchy()) {
            hierarchyGeneration.incrementAndGet();
        }
    }

    /// Anything may have changed: everything kept in memory is read again, and every table's owner is told.
    void lookAgain() {
        forgetOwnProperties();
        indexes.clear();
        hierarchyGeneration.incrementAndGet();
        contentGenerations.values().forEach(AtomicLong::incrementAndGet);
        events.publish(List.of(StoreEvent.lookAgainEverywhere()));
    }

    long now() {
        return Value.Time.of(clock.instant()).fileTime();
    }

    Bytes randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /// Grows with every change of the folder's contents, once it is on disk.
    AtomicLong contentGeneration(long fid) {
        return contentGenerations.computeIfAbsent(fid, _ -> new AtomicLong());
    }

    /// Never 0, and no other session's.
    long nextSessionNumber() {
        return sessions.incrementAndGet();
    }

    AtomicLong hierarchyGeneration() {
        return hierarchyGeneration;
    }

    OwnReplicas replicas() {
        return replicas;
    }

    /// Takes note of what is on disk, unless that was read before others were.
    synchronized void replicasAre(OwnReplicas found, BooleanSupplier present) {
        if (present.getAsBoolean()) {
            replicas = found;
        }
    }

    ObjectId id(long number) {
        return replicas.id(number);
    }

    /// The number behind an id; 0, which nothing has, for those that are not of this mailbox.
    long number(ObjectId id) {
        return replicas.number(id);
    }

    Bytes folderEntryId(long fid) {
        LongTermId folder = replicas.longTerm(fid);
        return (isPublic() ? FolderEntryId.ofPublic(folder) : FolderEntryId.ofMailbox(key.mailboxGuid(), folder))
                .encode();
    }

    Bytes messageEntryId(long fid, long mid) {
        return new MessageEntryId(isPublic() ? EntryIds.PUBLIC_STORE : key.mailboxGuid(),
                isPublic() ? MessageEntryId.PUBLIC : MessageEntryId.PRIVATE, replicas.longTerm(fid),
                replicas.longTerm(mid)).encode();
    }

    Xid xid(long number) {
        return Xid.of(replicas.guid(number), number);
    }

    /// The short form of a global identifier: PidTagSourceKey, PidTagChangeKey ([MS-OXCFXICS] 2.2.1.2.5, 2.2.1.2.7).
    Bytes globalId(long number) {
        return xid(number).encode();
    }

    Bytes storeEntryId() {
        return new StoreEntryId(isPublic(), databaseName, isPublic() ? "" : key.legacyDn()).encode();
    }

    Bytes storeRecordKey() {
        return new ByteWriter(16).guid(key.mailboxGuid()).toBytes();
    }

    /// Changes with the present replica: after a loss, ids of names may have been forgotten ([MS-OXCSTOR] 2.2.1.1.3).
    Bytes mappingSignature() {
        return new ByteWriter(16).guid(replicas.present().guid()).toBytes();
    }
}
