package org.gatehouse.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// A mailbox database on an SQL engine. One per mounted database and process: what its sessions share in memory
/// (generations, listeners) is here.
final class SqlMailboxDatabase implements MailboxDatabase {
    /// Of a database that several processes write, each mount has so many ids for itself: 2^27 mounts of 2^36 rows.
    private static final int CONTENT_IDS_BITS = 36;
    private static final Caller TRIER = new Caller("a trial", "", "", Caller.Rights.ADMINISTRATOR,
            StandardCharsets.UTF_8);
    private static final int TRIED_ROWS = 10;

    private final UUID guid;
    private final String name;
    private final DatabaseHost.Kind kind;
    private final SqlEngine engine;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ConcurrentHashMap<UUID, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Mailbox> byRows = new ConcurrentHashMap<>();
    private final AtomicLong lastContentId;
    private final ChangeFeed changes;
    private final LinesRoom linesRoom = new LinesRoom(LinesRoom.LINES_MAX);
    private final OutgoingQueue outgoing = new Submissions(this);
    /// Grows before mailboxes' replicas are read again.
    private final AtomicLong lineages = new AtomicLong();
    private volatile Runnable remembering = () -> { };
    private volatile boolean closed;

    SqlMailboxDatabase(UUID guid, String name, DatabaseHost.Kind kind, SqlEngine engine, StoreLimits limits,
            InstantSource clock, RandomGenerator random) {
        this.guid = guid;
        this.name = name;
        this.kind = kind;
        this.engine = engine;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        long mounts = engine.write(sql -> {
            sql.lock("mount");
            claim(sql);
            if (!engine.isShared()) {
                Submissions.releaseAll(sql);
            }
            return engine.isShared() ? sql.one("UPDATE mount SET number = number + 1 RETURNING number",
                    row -> row.getLong(1)).orElseThrow() : 0L;
        });
        this.lastContentId = new AtomicLong(engine.isShared() ? mounts << CONTENT_IDS_BITS
                : engine.read(sql -> sql.one("SELECT COALESCE(MAX(id), 0) FROM content", row -> row.getLong(1)))
                        .orElse(0L));
        this.changes = engine.isShared() ? new SharedChanges(this, engine, mounts) : new ChangeFeed.OfOneProcess();
    }

    /// The id for another row of `content`: not given twice while the database is mounted, so that a draft which still
    /// points at deleted content never finds another's.
    long nextContentId() {
        return lastContentId.incrementAndGet();
    }

    /// A database keeps the GUID and kind it was created with.
    private void claim(Sql sql) throws SQLException {
        var found = sql.one("SELECT guid, kind FROM database_identity",
                row -> MailboxRows.uuid(row.getBytes(1)) + " of kind " + row.getString(2));
        String wanted = guid + " of kind " + kind;
        if (found.isEmpty()) {
            sql.update("INSERT INTO database_identity (guid, kind) VALUES (?, ?)", MailboxRows.bytes(guid),
                    kind.name());
        } else if (!found.get().equals(wanted)) {
            throw new StoreException("the file of database " + name + " holds " + found.get() + ", not " + wanted
                    + ": put back the right file");
        }
    }

    @Override
    public void requireAnswer() {
        Optional<UUID> found = engine.read(sql -> sql.one("SELECT guid FROM database_identity",
                row -> MailboxRows.uuid(row.getBytes(1))));
        if (!found.equals(Optional.of(guid))) {
            throw new StoreException("database " + name + " no longer holds what it held");
        }
    }

    ChangeFeed changes() {
        return changes;
    }

    /// A mailbox that this process has in memory, by the key of its rows.
    Optional<Mailbox> opened(long mb) {
        return Optional.ofNullable(byRows.get(mb));
    }

    /// Ends the sessions of a mailbox that is gone.
    void forget(Mailbox gone) {
        mailboxes.remove(gone.key.mailboxGuid(), gone);
        byRows.remove(gone.mb);
        gone.deleted = true;
        // Who waits for news asks, and hears that the session is over.
        gone.events.publish(List.of(StoreEvent.lookAgainEverywhere()));
    }

    /// Anything may have changed in any mailbox.
    void lookAgain() {
        mailboxes.values().forEach(Mailbox::lookAgain);
    }

    LinesRoom linesRoom() {
        return linesRoom;
    }

    SqlEngine engine() {
        return engine;
    }

    StoreLimits limits() {
        return limits;
    }

    InstantSource clock() {
        return clock;
    }

    RandomGenerator random() {
        return random;
    }

    @Override
    public UUID guid() {
        return guid;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DatabaseHost.Kind kind() {
        return kind;
    }

    private void requireMailboxes() {
        if (kind != DatabaseHost.Kind.MAILBOX) {
            throw new MailboxException(ErrorCode.WRONG_SERVER, name + " holds public folders");
        }
    }

    @Override
    public Optional<Trial> tryOut(Optional<UUID> mailbox) {
        requireMailboxes();
        Optional<UUID> chosen = mailbox.or(() -> engine.read(sql -> sql.one(
                "SELECT guid FROM mailbox ORDER BY mb LIMIT 1", row -> MailboxRows.uuid(row.getBytes(1)))));
        return chosen.flatMap(this::known).map(found -> {
            try (var session = new SqlMailboxSession(this, found, TRIER)) {
                Table inbox = session.openFolder(Objects.requireNonNull(
                        session.specialFolders().get(SpecialFolder.INBOX))).contents(false);
                var _ = inbox.rows(0, TRIED_ROWS, List.of(Tags.SUBJECT, Tags.MESSAGE_DELIVERY_TIME));
                return new Trial(found.key.mailboxGuid(), inbox.count());
            }
        });
    }

    @Override
    public MailboxSession open(MailboxKey key, Caller caller) {
        requireMailboxes();
        if (!caller.mayEverything()) {
            requireSomeRight(key, caller);
        }
        return new SqlMailboxSession(this, mailbox(key), caller);
    }

    /// A delegate's logon makes no mailbox, and needs a folder to work in ([MS-OXCSTOR] 3.2.5.1.1).
    private void requireSomeRight(MailboxKey key, Caller caller) {
        boolean any = engine.read(sql -> MailboxRows.find(sql, key.mailboxGuid())).isPresent()
                && engine.read(new FolderAccess(mailbox(key), caller)::hasAny);
        if (!any) {
            throw new MailboxException(ErrorCode.LOGIN_PERMISSION,
                    caller.identity() + " has no right to the mailbox of " + key.displayName());
        }
    }

    @Override
    public MailboxSession openPublic(Caller caller, String group) {
        if (kind != DatabaseHost.Kind.PUBLIC_FOLDER) {
            throw new MailboxException(ErrorCode.WRONG_SERVER, name + " holds mailboxes");
        }
        String known = group.isEmpty() ? engine.read(sql -> MailboxRows.find(sql, guid))
                .map(found -> found.key().legacyDn()).orElse("") : group;
        return new SqlMailboxSession(this, mailbox(new MailboxKey(guid, known, name, "")), caller);
    }

    boolean isClosed() {
        return closed;
    }

    /// The mailbox, created when it is not there; what the directory says of it is brought up to date.
    private Mailbox mailbox(MailboxKey key) {
        Mailbox known = mailboxes.get(key.mailboxGuid());
        if (known != null && known.key.equals(key)) {
            return known;
        }
        MailboxRows.Identity identity = engine.read(sql -> MailboxRows.find(sql, key.mailboxGuid()))
                .filter(found -> found.key().equals(key)).orElseGet(() -> write(key));
        Mailbox shared = shared(key.mailboxGuid(), identity);
        boolean anew = shared != known;
        if (anew && hasGone(shared)) {
            return mailbox(key);
        }
        shared.key = key;
        if (anew) {
            shared.searches.resume();
        }
        return shared;
    }

    /// Whoever deletes a mailbox, or moves it away, forgets it thereafter. It may have gone between the reading of its
    /// row and its coming into memory, where it would stay, and be opened in vain when it has come back.
    private boolean hasGone(Mailbox mailbox) {
        long lineage = lineages.get();
        Optional<MailboxRows.Identity> found = engine.read(sql -> MailboxRows.find(sql, mailbox.key.mailboxGuid()))
                .filter(row -> row.mb() == mailbox.mb);
        found.ifPresent(row -> mailbox.replicasAre(row.replicas(), () -> lineages.get() == lineage));
        if (found.isEmpty()) {
            forget(mailbox);
        }
        return found.isEmpty();
    }

    /// Mailboxes have new replicas, and anything else may have been lost: what other processes told, and mailboxes,
    /// whose keys others get then.
    void replicasChanged(Sql sql) throws SQLException {
        lineages.incrementAndGet();
        for (Mailbox mailbox : mailboxes.values()) {
            UUID first = mailbox.replicas().all().getFirst().guid();
            boolean there = sql.one("SELECT 1 FROM mailbox WHERE mb = ? AND guid = ? AND replica_guid = ?", _ -> true,
                    mailbox.mb, MailboxRows.bytes(mailbox.key.mailboxGuid()), MailboxRows.bytes(first)).isPresent();
            if (there) {
                mailbox.replicasAre(OwnReplicas.read(sql, mailbox.mb, first), () -> true);
            } else {
                forget(mailbox);
            }
        }
        lookAgain();
        changes.beginAnew();
    }

    @Override
    public Optional<Break> lastBreak() {
        return engine.read(Lineage::last);
    }

    /// Has `remember` take note of how far the database has come.
    void rememberedBy(Runnable remember) {
        remembering = remember;
    }

    @Override
    public void remember() {
        if (!closed) {
            remembering.run();
        }
    }

    /// The one of this process, made when there is none.
    private Mailbox shared(UUID guid, MailboxRows.Identity identity) {
        return mailboxes.computeIfAbsent(guid, _ -> {
            var mailbox = new Mailbox(this, identity);
            byRows.put(mailbox.mb, mailbox);
            return mailbox;
        });
    }

    private MailboxRows.Identity write(MailboxKey key) {
        return engine.write(sql -> {
            sql.lock("mailboxes");
            if (MailboxRows.find(sql, key.mailboxGuid()).isEmpty()) {
                Departures.requireNeverHere(sql, key.mailboxGuid(), name);
                MailboxRows.create(sql, key, Lineage.newGuid(random), kind, Value.Time.of(clock.instant()).fileTime());
            } else {
                sql.update("UPDATE mailbox SET legacy_dn = ?, display_name = ?, smtp_address = ? WHERE guid = ?",
                        key.legacyDn(), key.displayName(), key.smtpAddress(), MailboxRows.bytes(key.mailboxGuid()));
                MailboxRows.nameFreeBusy(sql, key);
            }
            return MailboxRows.find(sql, key.mailboxGuid()).orElseThrow();
        });
    }

    @Override
    public List<MailboxStatistics> statistics() {
        if (kind == DatabaseHost.Kind.PUBLIC_FOLDER) {
            return List.of();
        }
        return engine.read(sql -> sql.list(MailboxRows.statisticsOf("mailbox", "m.mb", "", "m.display_name"),
                MailboxRows::statistics));
    }

    @Override
    public Optional<MailboxStatistics> statistics(UUID mailboxGuid) {
        return statistics().stream().filter(each -> each.mailboxGuid().equals(mailboxGuid)).findFirst();
    }

    @Override
    public void delete(UUID mailboxGuid) {
        known(mailboxGuid).ifPresent(mailbox -> mailbox.engine.write(sql -> {
            MailboxRows.delete(sql, mailbox.mb);
            changes.publish(sql, mailbox, Change.DELETION);
            sql.afterCommit(() -> forget(mailbox));
            return true;
        }));
    }

    /// A mailbox that is there, whether or not somebody opened it; one that has just gone is not made anew.
    Optional<Mailbox> known(UUID mailboxGuid) {
        Mailbox known = mailboxes.get(mailboxGuid);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Mailbox> found = engine.read(sql -> MailboxRows.find(sql, mailboxGuid))
                .map(identity -> shared(mailboxGuid, identity));
        if (found.isPresent() && hasGone(found.get())) {
            return known(mailboxGuid);
        }
        found.ifPresent(mailbox -> mailbox.searches.resume());
        return found;
    }

    @Override
    public int forgetDeleted(Duration retention) {
        long cutoff = Value.Time.of(clock.instant().minus(retention)).fileTime();
        List<MailboxKey> keys = engine.read(sql -> sql.list("SELECT guid, legacy_dn, display_name, smtp_address "
                + "FROM mailbox WHERE mb IN (SELECT mb FROM message WHERE deleted > 0 AND deleted <= ? "
                + "UNION SELECT mb FROM folder WHERE deleted > 0 AND deleted <= ?)", row -> new MailboxKey(
                        MailboxRows.uuid(row.getBytes(1)), row.getString(2), row.getString(3), row.getString(4)),
                cutoff, cutoff));
        var caller = new Caller("retention", "", "", Caller.Rights.ADMINISTRATOR, StandardCharsets.US_ASCII);
        int forgotten = 0;
        for (MailboxKey key : keys) {
            try (var session = new SqlMailboxSession(this, mailbox(key), caller)) {
                forgotten += new DeletedItems(session, cutoff).forget();
            }
        }
        return forgotten;
    }

    @Override
    public Optional<Delivered> deliver(MailboxKey key, MessageContents contents, Set<UUID> once,
            long bytesMax) {
        if (kind != DatabaseHost.Kind.MAILBOX) {
            throw new MailboxException(ErrorCode.WRONG_SERVER, name + " holds public folders");
        }
        return Delivery.deliver(mailbox(key), contents, once, bytesMax);
    }

    @Override
    public Set<UUID> arrived(UUID mailboxGuid, Set<UUID> asked) {
        return known(mailboxGuid).map(mailbox -> Delivery.arrived(mailbox, asked)).orElse(Set.of());
    }

    @Override
    public long bytes(UUID mailboxGuid) {
        return known(mailboxGuid).flatMap(mailbox -> engine.one("SELECT COALESCE(SUM(bytes), 0) FROM folder "
                + "WHERE mb = ? AND deleted = 0", row -> row.getLong(1), mailbox.mb)).orElse(0L);
    }

    @Override
    public Space space() {
        return engine.read(sql -> sql.one(switch (sql.dialect()) {
            case SQLITE -> "SELECT page_count * page_size, freelist_count * page_size FROM pragma_page_count(), "
                    + "pragma_freelist_count(), pragma_page_size()";
            case POSTGRESQL -> "SELECT CAST(COALESCE(SUM(pg_total_relation_size(c.oid)), 0) AS BIGINT), 0 FROM "
                    + "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                    + "WHERE n.nspname = current_schema() AND c.relkind = 'r'";
        }, row -> new Space(row.getLong(1), row.getLong(2)))).orElseThrow();
    }

    /// What an account without `pg_monitor` may not see counts as far behind.
    private static final String STANDBYS = "SELECT application_name, COALESCE(state = 'streaming', FALSE), "
            + "COALESCE(sync_state IN ('sync', 'quorum'), FALSE), "
            + "COALESCE(pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn)::bigint, 9223372036854775807), "
            + "COALESCE(GREATEST(0, pg_wal_lsn_diff(flush_lsn, replay_lsn))::bigint, 0), "
            + "(EXTRACT(EPOCH FROM reply_time) * 1000)::bigint FROM pg_stat_replication ORDER BY application_name";

    @Override
    public boolean isFile() {
        return engine.dialect() == Dialect.SQLITE;
    }

    @Override
    public List<Standby> standbys() {
        try {
            return engine.dialect() == Dialect.SQLITE ? List.of()
                    : engine.read(sql -> sql.list(STANDBYS, SqlMailboxDatabase::standby));
        } catch (DatabaseException away) {
            throw new StoreException("the standbys of " + name + " are not known: " + away.getMessage(), away);
        }
    }

    private static Standby standby(ResultSet row) throws SQLException {
        long told = row.getLong(6);
        return new Standby(row.getString(1), row.getBoolean(2), row.getBoolean(3), Math.max(0, row.getLong(4)),
                row.getLong(5), told == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(told)));
    }

    @Override
    public Departures departures() {
        return new Departures(this);
    }

    @Override
    public OutgoingQueue outgoing() {
        return outgoing;
    }

    void close() {
        closed = true;
        mailboxes.values().forEach(mailbox -> mailbox.deleted = true);
        changes.close();
        engine.close();
    }
}
