package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The feed of a database that several processes write: each change is a row of `change`, written with what it tells
/// of, and read by one thread per process. Subscribers hear of all changes from that thread, in the mailbox's order.
///
/// Rows are numbered while the mailbox is locked, so the numbers of one mailbox become visible in order; [ChangeOrder]
/// says what of those of different mailboxes. An announcement only wakes the reader; it looks now and then by itself.
final class SharedChanges implements ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(SharedChanges.class);
    static final int POLL_MILLIS = 1_000;
    private static final int ROWS_AT_A_TIME = 500;
    private static final int KEPT_MINUTES = 10;
    private static final long ABSENCE_NANOS_MAX = TimeUnit.MINUTES.toNanos(KEPT_MINUTES / 2);
    private static final long TRIM_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final String ROWS = "SELECT id, mb, origin, body FROM change WHERE id > ? ORDER BY id LIMIT ?";
    private static final String GAP_ROWS = "SELECT id, mb, origin, body FROM change "
            + "WHERE id = ANY(string_to_array(?, ',')::bigint[]) ORDER BY id";
    private static final String OLDEST_RUNNING = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    private static final String TRANSACTION = "SELECT pg_current_xact_id()::text::bigint";

    private final SqlMailboxDatabase database;
    private final SqlEngine engine;
    private final long origin;
    private final Semaphore wake = new Semaphore(0);
    /// Changes of this process that are counted already, with their authors, until they are read.
    private final Map<Long, Long> counted = new ConcurrentHashMap<>();
    /// The reader's own.
    private final ChangeOrder order = new ChangeOrder();
    /// Up to which number changes were taken.
    private volatile long position;
    private long readNanos = System.nanoTime();
    private long trimmedNanos = System.nanoTime();
    /// Whether numbers may have been given anew, as after a failover that lost some.
    private volatile boolean anew;
    private volatile boolean closing;

    /// @param origin of this process's changes: no other mount has it
    SharedChanges(SqlMailboxDatabase database, SqlEngine engine, long origin) {
        this.database = database;
        this.engine = engine;
        this.origin = origin;
        beginAtTheLast();
        engine.onAnnouncement(this::wake);
        Thread.ofVirtual().name("changes of " + database.name()).start(this::follow);
    }

    private record Row(long id, long mb, long origin, byte[] body) {}

    private record Batch(List<Row> found, List<Row> late, long oldestRunning) {}

    @Override
    public void publish(Sql sql, Mailbox mailbox, Change change) throws SQLException {
        long id = sql.one("INSERT INTO change (mb, origin, body) VALUES (?, ?, ?) RETURNING id", row -> row.getLong(1),
                mailbox.mb, origin, ChangeCodec.encode(change)).orElseThrow();
        sql.afterCommit(() -> {
            mailbox.count(change);
            if (id > position) {
                counted.put(id, change.author());
            }
            wake();
            engine.announce();
        });
    }

    @Override
    public void beginAnew() {
        anew = true;
        wake();
    }

    private void wake() {
        wake.release();
    }

    private void follow() {
        boolean failing = false;
        while (!closing) {
            try {
                boolean _ = wake.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                wake.drainPermits();
                readAll();
                trim();
                failing = false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            } catch (DatabaseException failure) {
                if (!failing && !closing) {
                    LOG.warn("changes of {} cannot be read for now: {}", database.name(), failure.getMessage());
                }
                failing = true;
            } catch (RuntimeException bug) {
                LOG.error("bug while reading the changes of {}", database.name(), bug);
            }
        }
    }

    private void beginAtTheLast() {
        order.begin(engine.read(sql -> sql.list("SELECT id FROM change ORDER BY id DESC LIMIT ?",
                row -> row.getLong(1), ChangeOrder.LOOK_BACK)));
        position = order.position();
    }

    private void readAll() {
        boolean again = anew;
        anew = false;
        if (again || System.nanoTime() - readNanos > ABSENCE_NANOS_MAX) {
            // What happened meanwhile may be trimmed.
            beginAtTheLast();
            database.lookAgain();
        }
        while (readSome() == ROWS_AT_A_TIME) {
            // there may be more
        }
        readNanos = System.nanoTime();
    }

    private int readSome() {
        if (order.wantsBound()) {
            order.bound(engine.write(sql -> sql.one(TRANSACTION, row -> row.getLong(1)).orElseThrow()));
        }
        String wanted = order.missing().stream().map(String::valueOf).collect(Collectors.joining(","));
        Batch batch = engine.read(sql -> new Batch(
                sql.list(ROWS, SharedChanges::row, order.position(), ROWS_AT_A_TIME),
                wanted.isEmpty() ? List.of() : sql.list(GAP_ROWS, SharedChanges::row, wanted),
                wanted.isEmpty() ? 0 : sql.one(OLDEST_RUNNING, row -> row.getLong(1)).orElseThrow()));
        Map<Long, Row> rows = Stream.concat(batch.late.stream(), batch.found.stream())
                .collect(Collectors.toMap(Row::id, row -> row));
        ChangeOrder.Taken taken = order.take(new ChangeOrder.Seen(batch.found.stream().map(Row::id).toList(),
                batch.late.stream().map(Row::id).toList(), batch.oldestRunning));
        if (taken.lookAgain()) {
            database.lookAgain();
        }
        try {
            for (long number : taken.numbers()) {
                position = Math.max(position, number);
                take(Objects.requireNonNull(rows.get(number), "taken are those that were read"));
            }
        } catch (RuntimeException bug) {
            database.lookAgain(); // the others of this batch are not read a second time
            throw bug;
        }
        return batch.found.size();
    }

    private static Row row(java.sql.ResultSet row) throws SQLException {
        return new Row(row.getLong(1), row.getLong(2), row.getLong(3), row.getBytes(4));
    }

    private void take(Row row) {
        Long author = row.origin == origin ? counted.remove(row.id) : null;
        database.opened(row.mb).ifPresent(mailbox -> {
            try {
                Change change = ChangeCodec.decode(row.body);
                if (author == null) {
                    mailbox.count(change);
                    if (change.ownProperties()) {
                        mailbox.forgetOwnProperties();
                    }
                    if (change.deleted()) {
                        database.forget(mailbox);
                    }
                }
                mailbox.events.publish(change.events(), author == null ? 0 : author);
            } catch (MalformedException unknown) {
                LOG.warn("change {} of {} was written by another version: {}", row.id, database.name(),
                        unknown.getMessage());
                mailbox.lookAgain();
            }
        });
    }

    private void trim() {
        if (System.nanoTime() - trimmedNanos > TRIM_NANOS) {
            trimmedNanos = System.nanoTime();
            engine.exclusively("trim changes", () -> trim(engine, KEPT_MINUTES));
        }
    }

    /// Deletes changes that everyone has read long ago; how many.
    static int trim(SqlEngine engine, int keptMinutes) {
        return engine.write(sql -> sql.update(
                "DELETE FROM change WHERE written < clock_timestamp() - ? * INTERVAL '1 minute'", keptMinutes));
    }

    @Override
    public void close() {
        closing = true;
        wake();
    }
}
