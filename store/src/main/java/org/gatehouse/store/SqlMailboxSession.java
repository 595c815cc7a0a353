package org.gatehouse.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;

/// [MailboxSession] over SQL. Every object asks [#mayRead] whether the session lives, and [#access] what its caller
/// may.
final class SqlMailboxSession implements MailboxSession {
    /// One value of a folder or of the store object.
    static final int OBJECT_VALUE_BYTES_MAX = 64 * 1024;
    /// Ids set aside in one call; clients ask for tens.
    private static final int COUNTERS_MAX = 1 << 20;

    private final SqlMailboxDatabase database;
    private final Mailbox mailbox;
    private final Caller caller;
    private final FolderAccess access;
    private final ReadStates reads;
    private final Quota quota;
    private final Submissions.Door outbox;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final long number;
    private volatile boolean closed;
    private volatile TextOrder textOrder = TextOrder.PLAIN;

    SqlMailboxSession(SqlMailboxDatabase database, Mailbox mailbox, Caller caller) {
        this.database = database;
        this.mailbox = mailbox;
        this.caller = caller;
        this.access = new FolderAccess(mailbox, caller);
        this.reads = new ReadStates(mailbox, caller);
        this.quota = new Quota(mailbox);
        this.outbox = Submissions.of(this);
        this.number = mailbox.nextSessionNumber();
    }

    /// Which of this process's sessions of the mailbox it is, from 1.
    long number() {
        return number;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /// Refuses when the session has ended, or its mailbox has gone.
    void mayRead() {
        if (closed || database.isClosed() || mailbox.deleted) {
            throw new MailboxException(ErrorCode.END_OF_SESSION, "the session has ended");
        }
    }

    /// Refuses when the session has ended. What may be changed is up to the folder: ask [#access].
    void mayWrite() {
        mayRead();
    }

    /// Refuses those who may not change the mailbox itself.
    void mayManage() {
        mayRead();
        if (!caller.mayEverything()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, caller.identity() + " does not own the mailbox");
        }
    }

    FolderAccess access() {
        return access;
    }

    ReadStates reads() {
        return reads;
    }

    Quota quota() {
        return quota;
    }

    TextOrder textOrder() {
        return textOrder;
    }

    @Override
    public void sortTextsBy(int locale) {
        textOrder = TextOrder.of(locale);
    }

    @Override
    public long bytes() {
        mayRead();
        return mailbox.engine.read(sql -> Quota.bytes(sql, mailbox));
    }

    @Override
    public void limitTo(long bytesMax) {
        quota.limitTo(bytesMax);
    }

    /// The values that are there; errors that are not mere absence as error values.
    static List<PropertyValue> present(List<PropertyTag> tags, Function<PropertyTag, Cell> cells) {
        var values = new ArrayList<PropertyValue>();
        for (PropertyTag tag : tags) {
            switch (cells.apply(tag)) {
                case Cell.Present(Value value) -> values.add(new PropertyValue(tag, value));
                case Cell.Failed(int error) -> values.add(new PropertyValue(
                        tag.withType(org.gatehouse.mapi.property.PropertyType.ERROR_CODE),
                        new Value.ErrorValue(error)));
                case Cell.Absent() -> { }
            }
        }
        return values;
    }

    @Override
    public UUID mailboxGuid() {
        return mailbox.key.mailboxGuid();
    }

    @Override
    public UUID replicaGuid() {
        return mailbox.replicas().present().guid();
    }

    @Override
    public int replicaId() {
        return mailbox.replicas().present().id();
    }

    @Override
    public DatabaseHost.Kind kind() {
        return mailbox.kind;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public Map<SpecialFolder, ObjectId> specialFolders() {
        return mailbox.specialFolders();
    }

    @Override
    public PropertyObject store() {
        mayRead();
        return new StoreObject(this);
    }

    @Override
    public Folder openFolder(ObjectId id) {
        return openFolder(id, false);
    }

    @Override
    public Folder openFolder(ObjectId id, boolean withDeleted) {
        mayRead();
        return new SqlFolder(this, mailbox.engine.read(sql -> withDeleted ? access.found(sql, counter(id))
                : access.visible(sql, counter(id))));
    }

    @Override
    public MessageDraft createMessage(ObjectId folder, boolean associated) {
        mayRead();
        FolderRow row = mailbox.engine.read(sql -> access.toCreateIn(sql, counter(folder), associated));
        return new SqlFolder(this, row).createMessage(associated);
    }

    /// The number behind one of our ids; 0, which nothing has, for those of other replicas.
    long counter(ObjectId id) {
        return mailbox.number(id);
    }

    @Override
    public MessageDraft openMessage(ObjectId id, boolean writable) {
        return openMessage(id, Optional.empty(), writable, false);
    }

    @Override
    public MessageDraft openMessage(ObjectId folder, ObjectId id, boolean writable, boolean withDeleted) {
        return openMessage(id, Optional.of(counter(folder)), writable, withDeleted);
    }

    MessageDraft openMessage(ObjectId id, Optional<Long> fid, boolean writable, boolean withDeleted) {
        mayRead();
        if (writable) {
            mayWrite();
        }
        return SqlDraft.open(this, counter(id), fid, writable, withDeleted);
    }

    @Override
    public List<Integer> propertyIds(List<PropertyName> names, boolean create) {
        mayRead();
        return mailbox.names.ids(names, create);
    }

    @Override
    public List<PropertyName> propertyNames(List<Integer> ids) {
        mayRead();
        return mailbox.names.names(ids);
    }

    @Override
    public Map<Integer, PropertyName> allPropertyNames(Optional<UUID> set) {
        mayRead();
        var names = new TreeMap<Integer, PropertyName>(mailbox.names.all());
        set.ifPresent(wanted -> names.values().removeIf(name -> !name.set().equals(wanted)));
        return names;
    }

    @Override
    public ReceiveFolder receiveFolder(String messageClass) {
        mayRead();
        return mailbox.engine.read(sql -> ReceiveFolders.of(sql, mailbox, messageClass));
    }

    @Override
    public List<ReceiveFolder> receiveFolders() {
        mayRead();
        return mailbox.engine.read(sql -> ReceiveFolders.all(sql, mailbox));
    }

    @Override
    public void setReceiveFolder(String messageClass, Optional<ObjectId> folder) {
        mayManage();
        mailbox.engine.write(sql -> {
            ReceiveFolders.set(sql, mailbox, messageClass, folder);
            return true;
        });
    }

    @Override
    public LongTermId reserveCounters(int count) {
        mayWrite();
        if (count < 1 || count > COUNTERS_MAX) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, count + " ids at once");
        }
        return mailbox.replicas().longTerm(
                mailbox.engine.write(sql -> MailboxRows.takeCounters(sql, mailbox.mb, count)));
    }

    @Override
    public Optional<UUID> replica(int id) {
        mayRead();
        return ReplicaIds.replica(mailbox, id);
    }

    @Override
    public int replicaId(UUID replica) {
        mayRead();
        return ReplicaIds.id(mailbox, replica);
    }

    @Override
    public Optional<ObjectId> own(LongTermId id) {
        return Optional.of(mailbox.replicas().number(id)).filter(number -> number > 0).map(mailbox::id);
    }

    @Override
    public PerUserData perUser() {
        mayRead();
        return new SqlPerUserData(this);
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public Subscription subscribe(StoreEvent.Filter filter, StoreEvent.Listener listener) {
        return subscribe(filter, listener, 0);
    }

    @Override
    public Subscription subscribeToOthers(StoreEvent.Filter filter, StoreEvent.Listener listener) {
        return subscribe(filter, listener, number);
    }

    private Subscription subscribe(StoreEvent.Filter filter, StoreEvent.Listener listener, long deafTo) {
        mayRead();
        Subscription line = mailbox.events.subscribe(filter, reading(access.isFull() ? listener : readable(listener)),
                deafTo);
        subscriptions.add(line);
        return () -> {
            subscriptions.remove(line);
            line.close();
        };
    }

    private StoreEvent.Listener reading(StoreEvent.Listener listener) {
        return reads.arePerUser() ? event -> listener.on(reads.seen(event)) : listener;
    }

    /// Lets through what happens where the caller may read. Of a move over that border one side is told.
    private StoreEvent.Listener readable(StoreEvent.Listener listener) {
        return event -> {
            boolean here = mayKnow(event.kind() == StoreEvent.Kind.DELETED && !event.isMessage() ? event.folder()
                    : event.isMessage() ? event.folder() : event.object(), event.isMessage())
                    && event.searchFolder().map(search -> mayKnow(search, true)).orElse(true);
            boolean moved = event.kind() == StoreEvent.Kind.MOVED && event.isMessage();
            boolean before = moved && mayKnow(event.oldFolder().orElseThrow(), true);
            if (event.isAnywhere() || here && (before || !moved)) {
                listener.on(event);
            } else if (here) {
                listener.on(oneSide(event, StoreEvent.Kind.CREATED, event.folder(), event.object()));
            } else if (before) {
                listener.on(oneSide(event, StoreEvent.Kind.DELETED, event.oldFolder().orElseThrow(),
                        event.oldObject().orElseThrow()));
            }
        };
    }

    private static StoreEvent oneSide(StoreEvent event, StoreEvent.Kind kind, ObjectId folder, ObjectId message) {
        return new StoreEvent(kind, folder, message, true, Optional.empty(), Optional.empty(), "",
                event.messageFlags(), List.of(), -1, -1);
    }

    private boolean mayKnow(ObjectId folder, boolean whatIsInIt) {
        int needed = whatIsInIt ? FolderRights.REVIEWER : FolderRights.VISIBLE;
        return mailbox.engine.read(sql -> FolderRow.find(sql, this, folder.counter())).filter(row -> row.may(needed))
                .isPresent();
    }

    @Override
    public void close() {
        closed = true;
        if (!database.isClosed() && !mailbox.deleted) {
            outbox.unlockAll();
        }
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
    }
}
