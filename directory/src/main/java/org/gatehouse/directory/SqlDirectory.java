package org.gatehouse.directory;

import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.UUID;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Migrations;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.directory.DirectoryException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [Directory] on an SQL engine. A change that returned is on disk; searches use an index wherever the filter has an
/// indexed term; references to a renamed entry follow it, as in Active Directory ([MS-ADTS] 3.1.1.1.6).
///
/// Changes take turns, also those of several processes on one PostgreSQL server, so that update sequence numbers become
/// visible in order. Nothing but the change counters is kept in memory; what others changed shows in them soon.
public final class SqlDirectory implements Directory, SecretStore {
    /// For opening the engine.
    public static final Migrations MIGRATIONS = EntryTable.MIGRATIONS;

    private static final Logger LOG = LoggerFactory.getLogger(SqlDirectory.class);
    private static final String SERVICE_ACCOUNTS = "gatehouseServiceAccounts";

    /// How old the change counter may be where other processes change the directory too.
    private static final long COUNTER_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    private final SqlEngine engine;
    private final InstantSource clock;
    private final Supplier<UUID> guids;
    private final SecretBox secrets;
    private final AtomicLong counter = new AtomicLong();
    private final AtomicLong configurationCounter = new AtomicLong();
    private final AtomicLong counterReadNanos = new AtomicLong(System.nanoTime());

    /// @param guids gives a fresh GUID for each new entry
    public SqlDirectory(SqlEngine engine, InstantSource clock, Supplier<UUID> guids, SecretBox secrets) {
        this.engine = engine;
        this.clock = clock;
        this.guids = guids;
        this.secrets = secrets;
        learn(engine.read(ChangeCounters::read));
    }

    @Override
    public Page search(Query query) {
        Filter filter = SearchPlan.prepared(query.filter(), query.base());
        long after = cookie(query.cookie());
        var collector = new PageCollector(query, filter, clock);
        Visitor visitor = BackLinks.wanted(query, filter)
                ? (sql, row) -> collector.visit(row.id(),
                        BackLinks.with(row.entry(), EntryTable.groupsOf(sql, row.entry())))
                : (sql, row) -> collector.visit(row);
        return guarded(() -> engine.read(sql -> {
            SearchPlan plan = SearchPlan.of(filter);
            if (EntryTable.find(sql, query.base()).isEmpty() && !query.base().isNullDN()) {
                throw missing(query.base());
            }
            if (query.scope().equals(SearchScope.BASE)) {
                Optional<EntryTable.Row> row = EntryTable.find(sql, query.base());
                if (row.isPresent() && row.get().id() > after) {
                    visitor.visit(sql, row.get());
                }
            } else if (plan instanceof SearchPlan.Scan) {
                scan(sql, query, after, visitor);
            } else {
                for (long id : EntryTable.candidates(sql, plan, after)) {
                    if (!visitor.visit(sql, EntryTable.byId(sql, id).orElseThrow())) {
                        break;
                    }
                }
            }
            return collector.page();
        }));
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        return guarded(() -> engine.read(sql -> EntryTable.find(sql, dn).map(EntryTable.Row::entry)));
    }

    @Override
    public ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        UUID guid = guids.get();
        return changed(sql -> {
            if (EntryTable.find(sql, dn).isPresent()) {
                throw new DirectoryException(Reason.ALREADY_EXISTS, "'" + dn + "' exists already.");
            }
            ReadOnlyEntry entry = EntryRules.created(dn, attributes, clock.instant(), guid, EntryTable.nextUsn(sql));
            requireParent(sql, dn, entry);
            long id = EntryTable.insert(sql, dn, entry);
            for (Attribute attribute : attributes) {
                if (Schema.isSecret(attribute.getBaseName())) {
                    setSecret(sql, new EntryTable.Row(id, entry), attribute.getBaseName(),
                            attribute.getValueByteArrays());
                }
            }
            return entry;
        });
    }

    @Override
    public ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        return changed(sql -> {
            EntryTable.Row row = existing(sql, dn);
            ReadOnlyEntry entry = EntryRules.modified(row.entry(), modifications, clock.instant(),
                    EntryTable.nextUsn(sql));
            EntryTable.update(sql, row, EntryRules.dnOf(entry), entry);
            for (Modification modification : modifications) {
                if (Schema.isSecret(modification.getAttributeName())) {
                    if (!modification.getModificationType().equals(ModificationType.REPLACE)) {
                        throw new DirectoryException(Reason.NOT_ALLOWED, "'" + modification.getAttributeName()
                                + "' can only be replaced.");
                    }
                    setSecret(sql, row, modification.getAttributeName(), modification.getValueByteArrays());
                }
            }
            return entry;
        });
    }

    @Override
    public ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        var renamed = new DN(newName, newParent);
        return changed(sql -> {
            EntryTable.Row row = existing(sql, dn);
            if (within(dn, newParent)) {
                throw new DirectoryException(Reason.INVALID, "'" + dn + "' cannot move below itself.");
            }
            if (!renamed.equals(dn) && EntryTable.find(sql, renamed).isPresent()) {
                throw new DirectoryException(Reason.ALREADY_EXISTS, "'" + renamed + "' exists already.");
            }
            requireParent(sql, renamed, row.entry());
            long usn = EntryTable.nextUsn(sql);
            String path = EntryTable.path(dn);
            List<EntryTable.Row> subtree = sql.list(
                    "SELECT id, dn, body FROM entry WHERE path >= ? AND path < ? ORDER BY path", EntryTable::row, path,
                    EntryTable.pathEnd(path));
            for (EntryTable.Row each : subtree) {
                DN old = EntryRules.dnOf(each.entry());
                DN target = rebased(old, dn, renamed);
                EntryTable.update(sql, each, target, EntryRules.moved(each.entry(), target, clock.instant(), usn));
                follow(sql, old, List.of(target), usn);
            }
            return existing(sql, renamed).entry();
        });
    }

    @Override
    public void delete(DN dn) {
        changed(sql -> {
            EntryTable.Row row = existing(sql, dn);
            if (sql.one("SELECT id FROM entry WHERE parent = ? LIMIT 1", found -> found.getLong(1),
                    EntryTable.path(dn)).isPresent()) {
                throw new DirectoryException(Reason.IN_USE, "'" + dn + "' has entries below it. Delete those first.");
            }
            long usn = EntryTable.nextUsn(sql);
            EntryTable.delete(sql, row);
            follow(sql, dn, List.of(), usn);
            return row.entry();
        });
    }

    @Override
    public long changeCounter() {
        catchUp();
        return counter.get();
    }

    @Override
    public long configurationCounter() {
        catchUp();
        return configurationCounter.get();
    }

    private void catchUp() {
        long readNanos = counterReadNanos.get();
        if (areCountersOld() && counterReadNanos.compareAndSet(readNanos, System.nanoTime())) {
            readCounters();
        }
    }

    /// Whether others may have changed something since the counters were read.
    boolean areCountersOld() {
        return engine.isShared() && System.nanoTime() - counterReadNanos.get() > COUNTER_NANOS_MAX;
    }

    /// As they were read last, or as the last change here left them.
    ChangeCounters lastCounters() {
        return new ChangeCounters(counter.get(), configurationCounter.get());
    }

    /// Reads them in any case. A counter that was seen is on disk, so that no later reading is below it unless the
    /// database is another now.
    void readCounters() {
        long before = counter.get();
        ChangeCounters now = guarded(() -> engine.read(ChangeCounters::read));
        if (now.whole() >= before) {
            learn(now);
        } else if (counter.compareAndSet(before, now.whole())) {
            configurationCounter.set(now.configuration());
            LOG.warn("the directory went back from change {} to change {}: it was restored from a backup, or another"
                    + " database answers at its address", before, now.whole());
        }
    }

    /// By how much this computer's clock is ahead of that of the server that keeps the directory; empty where there is
    /// no such server.
    Optional<Duration> clockAhead() {
        return guarded(() -> engine.read(sql -> sql.dialect() == Dialect.SQLITE ? Optional.<Duration>empty()
                : sql.one("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", row -> Duration.ofMillis(
                        clock.millis() - row.getLong(1)))));
    }

    @Override
    public void requireAnswer() {
        readCounters();
    }

    private void learn(ChangeCounters found) {
        configurationCounter.accumulateAndGet(found.configuration(), Math::max);
        counter.accumulateAndGet(found.whole(), Math::max);
    }

    /// Calls `wakeup` soon after each change, whichever process made it, on a thread of the engine: must not block.
    /// Nobody may rely on being called: the change counter tells.
    public void onChange(Runnable wakeup) {
        engine.onAnnouncement(() -> {
            counterReadNanos.set(System.nanoTime() - COUNTER_NANOS_MAX - 1);
            wakeup.run();
        });
    }

    @Override
    public Optional<byte[]> ntHash(DN user) {
        return sealed(user, false).map(this::open);
    }

    @Override
    public Optional<byte[]> serviceAccounts(DN server) {
        return sealed(server, true).map(this::open);
    }

    /// @param ofServer whether the secret is that of a server; a user's is another
    Optional<SealedSecret> sealed(DN owner, boolean ofServer) {
        return guarded(() -> engine.read(sql -> {
            Optional<EntryTable.Row> row = EntryTable.find(sql, owner)
                    .filter(found -> isServer(found.entry()) == ofServer);
            return row.isEmpty() ? Optional.empty()
                    : sql.one("SELECT sealed FROM secret WHERE entry = ?", found -> found.getBytes(1), row.get().id())
                            .map(sealed -> new SealedSecret(sealed, Guids.bytes(row.get().guid())));
        }));
    }

    byte[] open(SealedSecret secret) {
        return secrets.open(secret.bytes(), secret.owner());
    }

    /// Looks at one candidate; says whether to go on.
    private interface Visitor {
        boolean visit(Sql sql, EntryTable.Row row) throws SQLException;
    }

    private static void scan(Sql sql, Query query, long after, Visitor visitor) throws SQLException {
        String base = EntryTable.path(query.base());
        if (query.scope().equals(SearchScope.ONE)) {
            sql.each("SELECT id, dn, body FROM entry WHERE parent = ? AND id > ? ORDER BY id",
                    row -> visitor.visit(sql, EntryTable.row(row)), base, after);
        } else {
            sql.each("SELECT id, dn, body FROM entry WHERE path >= ? AND path < ? AND id > ? ORDER BY id",
                    row -> visitor.visit(sql, EntryTable.row(row)), base, EntryTable.pathEnd(base), after);
        }
    }

    /// Rewrites references to an entry that got another name, or takes away those to one that is gone.
    private void follow(Sql sql, DN old, List<DN> targets, long usn) throws SQLException {
        String value = old.toNormalizedString();
        for (EntryTable.Term term : sql.list("SELECT DISTINCT attribute FROM term WHERE value = ?",
                row -> new EntryTable.Term(row.getString(1), value), EntryTable.indexed(sql, value))) {
            if (Schema.syntax(term.attribute()) != Schema.Syntax.DISTINGUISHED_NAME
                    || Schema.isSystem(term.attribute())) {
                continue;
            }
            for (long id : EntryTable.candidates(sql, new SearchPlan.Equal(term.attribute(), term.value()), 0)) {
                EntryTable.Row row = EntryTable.byId(sql, id).orElseThrow();
                if (!row.entry().hasAttributeValue(term.attribute(), old.toString(),
                        DistinguishedNameMatchingRule.getInstance())) {
                    continue;
                }
                var modifications = new ArrayList<Modification>();
                modifications.add(new Modification(ModificationType.DELETE, term.attribute(), old.toString()));
                targets.forEach(target -> modifications.add(
                        new Modification(ModificationType.ADD, term.attribute(), target.toString())));
                ReadOnlyEntry entry = EntryRules.modified(row.entry(), modifications, clock.instant(), usn);
                EntryTable.update(sql, row, EntryRules.dnOf(entry), entry);
            }
        }
    }

    private static boolean isServer(ReadOnlyEntry entry) {
        return entry.hasObjectClass("msExchExchangeServer");
    }

    private void setSecret(Sql sql, EntryTable.Row row, String attribute, byte[][] values) throws SQLException {
        boolean ofServer = isServer(row.entry());
        if (ofServer && SERVICE_ACCOUNTS.equalsIgnoreCase(attribute) && values.length == 0) {
            sql.update("DELETE FROM secret WHERE entry = ?", row.id());
            return;
        }
        if (!(ofServer ? SERVICE_ACCOUNTS : "unicodePwd").equalsIgnoreCase(attribute) || values.length != 1) {
            throw new DirectoryException(Reason.NOT_ALLOWED, "'" + attribute
                    + "' cannot be set. Set unicodePwd to one password in quotation marks.");
        }
        byte[] secret = ofServer ? values[0] : Passwords.ntHash(values[0]);
        sql.update("INSERT INTO secret (entry, sealed) VALUES (?, ?) "
                + "ON CONFLICT (entry) DO UPDATE SET sealed = excluded.sealed", row.id(),
                secrets.seal(secret, Guids.bytes(row.guid())));
    }

    private static void requireParent(Sql sql, DN dn, ReadOnlyEntry entry) throws SQLException {
        DN parent = dn.getParent();
        if (!EntryRules.isRoot(entry) && (parent == null || EntryTable.find(sql, parent).isEmpty())) {
            throw new DirectoryException(Reason.NOT_FOUND, "'" + dn + "' has no parent: '" + parent
                    + "' does not exist. Create that first.");
        }
    }

    private static EntryTable.Row existing(Sql sql, DN dn) throws SQLException {
        return EntryTable.find(sql, dn).orElseThrow(() -> missing(dn));
    }

    private static DirectoryException missing(DN dn) {
        return new DirectoryException(Reason.NOT_FOUND, "'" + Names.shown(dn.toString()) + "' does not exist.");
    }

    private static boolean within(DN ancestor, DN dn) {
        return EntryTable.path(dn).startsWith(EntryTable.path(ancestor));
    }

    private static DN rebased(DN dn, DN from, DN to) {
        var rdns = new ArrayList<RDN>(List.of(dn.getRDNs()).subList(0, dn.getRDNs().length - from.getRDNs().length));
        rdns.addAll(List.of(to.getRDNs()));
        return new DN(rdns);
    }

    private static long cookie(String cookie) {
        try {
            return cookie.isEmpty() ? 0 : Long.parseLong(cookie);
        } catch (NumberFormatException foreign) {
            throw new DirectoryException(Reason.INVALID, "The paging cookie is not one of this directory.", foreign);
        }
    }

    private ReadOnlyEntry changed(org.gatehouse.database.SqlWork<ReadOnlyEntry> work) {
        return guarded(() -> engine.writeRepeatable(sql -> {
            sql.lock("directory");
            ChangeCounters.begin(sql);
            ReadOnlyEntry entry = work.run(sql);
            ChangeCounters counters = ChangeCounters.end(sql);
            sql.afterCommit(() -> {
                learn(counters);
                engine.announce();
            });
            return entry;
        }));
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (DatabaseException failure) {
            throw new DirectoryException(Reason.UNAVAILABLE, "The directory's database: " + failure.getMessage(),
                    failure);
        }
    }
}
