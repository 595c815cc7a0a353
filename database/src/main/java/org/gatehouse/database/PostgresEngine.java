package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [SqlEngine] on one schema of a PostgreSQL server that other processes use too.
///
/// A write is one transaction at READ COMMITTED on a connection of its own: many run at once, and a work that first
/// takes the lock of what it changes sees everything committed before. Those of one [WriteQueue] share transactions.
/// A read is one REPEATABLE READ, READ ONLY transaction, hence one snapshot. Returning from `COMMIT` means on disk:
/// servers that lie about it are refused.
public final class PostgresEngine implements SqlEngine {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresEngine.class);
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    /// Runs of a repeatable work before the caller hears of it.
    private static final int RUNS_MAX = 4;
    private static final int QUEUE_THREAD_IDLE_SECONDS = 10;
    private static final int LETTING_GO_MILLIS_MAX = 5_000;

    private final PostgresConnector connector;
    private final PostgresLimits limits;
    private final OutageGate gate;
    private final ConnectionPool writers;
    private final ConnectionPool readers;
    private final Announcements announcements;
    /// Platform threads: each round trip of a virtual one goes through the poller's thread, which costs a busy server
    /// more than the statement. They end when they have nothing to do.
    private final ThreadPoolExecutor queueThreads;
    private final ThreadLocal<Boolean> writing = ThreadLocal.withInitial(() -> false);
    private final AtomicBoolean closed = new AtomicBoolean();

    private PostgresEngine(PostgresConnector connector, FormatGuard guard, NewConnection.Check check,
            Connection holding, PostgresLimits limits) {
        this.connector = connector;
        this.limits = limits;
        this.gate = new OutageGate(connector.place(), limits.awayMillisMax());
        this.writers = new ConnectionPool(connector, guard, check, gate, PostgresConnector.Use.WRITE,
                limits.writersMax(), limits.waitMillisMax());
        this.readers = new ConnectionPool(connector, guard, check, gate, PostgresConnector.Use.READ,
                limits.readersMax(), limits.waitMillisMax());
        connector.onMove(this::moved);
        this.announcements = Announcements.start(connector, guard, holding, writers, readers::closeIdle);
        this.queueThreads = new ThreadPoolExecutor(limits.writersMax(), limits.writersMax(), QUEUE_THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("writer of " + connector.place()).factory());
        queueThreads.allowCoreThreadTimeOut(true);
    }

    private void moved() {
        writers.cutOlder();
        readers.cutOlder();
        gate.seen();
    }

    /// Opens a schema, creating it when missing, and brings it to the present format; of several processes that do this
    /// at once one does the work.
    ///
    /// @param schema small letters, digits and `_`
    /// @throws DatabaseException not reachable, not trustworthy, of a newer format, of another component
    public static PostgresEngine open(PostgresAddress address, String schema, Migrations migrations,
            PostgresLimits limits) {
        return open(address, schema, migrations, limits, NewConnection.Check.NONE);
    }

    /// The same; each connection is looked at before it is used.
    public static PostgresEngine open(PostgresAddress address, String schema, Migrations migrations,
            PostgresLimits limits, NewConnection.Check check) {
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException("schema " + schema);
        }
        var connector = new PostgresConnector(address, schema, limits);
        var guard = new FormatGuard(connector, migrations);
        return onOwnThread(() -> {
            @Nullable Connection holding = null;
            boolean opened = false;
            try {
                holding = guard.holding();
                bringUp(connector, guard);
                var engine = new PostgresEngine(connector, guard, check, holding, limits);
                opened = true;
                return engine;
            } catch (SQLException failure) {
                throw cannotOpen(connector, failure);
            } finally {
                if (!opened && holding != null) {
                    SqliteEngine.closeQuietly(holding);
                }
            }
        });
    }

    private static void bringUp(PostgresConnector connector, FormatGuard guard) throws SQLException {
        try (Connection connection = connector.open(PostgresConnector.Use.MIGRATE)) {
            AdvisoryLock.await(connection, "pg_advisory_lock", AdvisoryLock.key(connector.schema(), "migrations"));
            connection.setAutoCommit(false);
            var sql = new Sql(connection, Dialect.POSTGRESQL, connector.schema());
            sql.lock("migrations"); // ours already, so that it lasts until the transaction has ended
            if (!exists(sql, connector.schema())) {
                sql.execute("CREATE SCHEMA " + connector.schema());
            }
            guard.bringUp(connection, sql);
            sql.close();
            connection.commit();
        }
    }

    /// Whether the schema is there already.
    public static boolean exists(PostgresAddress address, String schema, PostgresLimits limits) {
        var connector = new PostgresConnector(address, schema, limits);
        return onOwnThread(() -> {
            try (Connection connection = connector.open(PostgresConnector.Use.HOLD)) {
                return exists(new Sql(connection, Dialect.POSTGRESQL, schema), schema);
            } catch (SQLException failure) {
                throw cannotOpen(connector, failure);
            }
        });
    }

    /// Asked before creating it, which needs a right that an account may lack where the schemas are made for it.
    private static boolean exists(Sql sql, String schema) throws SQLException {
        return sql.one("SELECT 1 FROM pg_namespace WHERE nspname = ?", _ -> true, schema).isPresent();
    }

    private static DatabaseException cannotOpen(PostgresConnector connector, SQLException failure) {
        return new DatabaseException("cannot open " + connector.place() + ": " + failure.getMessage()
                + "; check that the server runs, and its url, user and password file", failure);
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        refuseWithinWrite("a write must not start another write");
        return onOwnThread(() -> {
            writing.set(true);
            return transaction(writers, false, work);
        });
    }

    @Override
    public <T> T writeRepeatable(SqlWork<T> work) {
        for (int run = 1; ; run++) {
            try {
                return write(work);
            } catch (DatabaseException failure) {
                if (run >= RUNS_MAX || !(failure.getCause() instanceof SQLException cause)
                        || PostgresFailure.of(cause) != PostgresFailure.TAKEN_BACK) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public WriteQueue queue(Supplier<? extends RuntimeException> gone, String lock, @Nullable Object... arguments) {
        return new SharedCommits(new ForQueues(), gone, lock, arguments);
    }

    private final class ForQueues implements SharedCommits.Engine {
        @Override
        public void refuseWithinWrite() {
            PostgresEngine.this.refuseWithinWrite("a write must not start another write");
        }

        @Override
        public long waitMillisMax() {
            return limits.waitMillisMax();
        }

        @Override
        public String place() {
            return connector.place();
        }

        @Override
        public void onWriter(Runnable serve) {
            queueThreads.execute(() -> {
                writing.set(true);
                serve.run();
            });
        }

        @Override
        public void commit(SqlWork<Boolean> transaction) {
            boolean _ = transaction(writers, false, transaction);
        }
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        refuseWithinWrite("a write must read through its own Sql");
        return onOwnThread(() -> transaction(readers, false, work));
    }

    /// Without a transaction around it, which would cost another round trip.
    @Override
    public <T> Optional<T> one(String statement, Sql.RowReader<T> reader, @Nullable Object... arguments) {
        refuseWithinWrite("a write must read through its own Sql");
        return onOwnThread(() -> transaction(readers, true, sql -> sql.one(statement, reader, arguments)));
    }

    private void refuseWithinWrite(String why) {
        if (writing.get()) {
            throw new IllegalStateException(why);
        }
    }

    /// A work whose connection turns out to be lost at its first statement has seen nothing, and begins anew on
    /// another: after a failover those are most.
    ///
    /// @param single the work is one statement, which needs no transaction but its own
    private <T> T transaction(ConnectionPool pool, boolean single, SqlWork<T> work) {
        for (int run = 1; ; run++) {
            try {
                return once(pool, single, work);
            } catch (UnseenException lost) {
                if (run >= RUNS_MAX) {
                    throw PostgresFailure.of(lost.cause).at(connector.place(), lost.cause);
                }
            }
        }
    }

    /// The connection was lost before anything was answered on it.
    private static final class UnseenException extends Exception {
        private static final long serialVersionUID = 1L;
        private final SQLException cause;

        UnseenException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private <T> T once(ConnectionPool pool, boolean single, SqlWork<T> work) throws UnseenException {
        ConnectionPool.Pooled pooled;
        try {
            pooled = pool.take();
        } catch (SQLException failure) {
            throw PostgresFailure.of(failure).at(connector.place(), failure);
        }
        @Nullable Throwable broken = null;
        try {
            pooled.connection.setAutoCommit(single);
            pooled.sql.begin();
            T result = work.run(pooled.sql);
            pooled.sql.flush();
            List<Runnable> afterCommit = pooled.sql.takeAfterCommit();
            if (!single) {
                commit(pooled.connection);
            }
            WriteJob.runAll(afterCommit);
            return result;
        } catch (SQLException failure) {
            broken = failure;
            if (PostgresFailure.of(failure) == PostgresFailure.CONNECTION && !pooled.sql.isAnswered()) {
                throw new UnseenException(failure);
            }
            throw PostgresFailure.of(failure).at(connector.place(), failure);
        } catch (Throwable failure) {
            broken = failure;
            throw failure;
        } finally {
            settle(pool, pooled, broken);
        }
    }

    private void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException failure) {
            if (PostgresFailure.of(failure) == PostgresFailure.CONNECTION) {
                throw DatabaseException.unsure(connector.place() + ": the connection was lost while committing, so "
                        + "the change may have been made or not: look before doing it again: " + failure.getMessage(),
                        failure);
            }
            throw failure;
        }
    }

    private void settle(ConnectionPool pool, ConnectionPool.Pooled pooled, @Nullable Throwable broken) {
        if (broken == null) {
            pool.giveBack(pooled);
            return;
        }
        pooled.sql.takeAfterCommit();
        boolean lost = true;
        try {
            lost = pooled.connection.isClosed();
            if (!lost && !pooled.connection.getAutoCommit()) {
                pooled.connection.rollback();
            }
        } catch (SQLException gone) {
            lost = true;
            LOG.debug("rolling back in {}: {}", connector.place(), gone.getMessage());
        }
        if (lost) {
            pool.discard(pooled);
            // The server may be gone, and with it the connections that rest.
            writers.closeIdle();
            readers.closeIdle();
        } else {
            pool.giveBack(pooled);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public <T> Optional<T> exclusively(String name, Supplier<T> work) {
        try (Connection held = onOwnThread(() -> holding(name))) {
            if (held == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                boolean _ = onOwnThread(() -> letGo(held));
            }
        } catch (SQLException failure) {
            throw PostgresFailure.of(failure).at(connector.place(), failure);
        }
    }

    /// Closing would let go too, but some time after it has returned, and who comes at once would be turned away.
    private static boolean letGo(Connection held) {
        try {
            held.setNetworkTimeout(Runnable::run, LETTING_GO_MILLIS_MAX); // of a server that is cut off
        } catch (SQLException lost) {
            return false;
        }
        try (var statement = held.createStatement()) {
            return statement.execute("SELECT pg_advisory_unlock_all()");
        } catch (SQLException lost) {
            LOG.debug("a lock went with its connection: {}", lost.getMessage());
            return false;
        }
    }

    /// A connection that holds the lock until it is closed; null when another has it.
    private @Nullable Connection holding(String name) {
        try {
            Connection connection = connector.open(PostgresConnector.Use.HOLD);
            boolean taken = false;
            try (var sql = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
                connection.setNetworkTimeout(Runnable::run, limits.statementMillisMax());
                sql.setLong(1, AdvisoryLock.key(connector.schema(), name));
                try (var row = sql.executeQuery()) {
                    taken = row.next() && row.getBoolean(1);
                }
            } finally {
                if (!taken) {
                    connection.close();
                }
            }
            return taken ? connection : null;
        } catch (SQLException failure) {
            throw PostgresFailure.of(failure).at(connector.place(), failure);
        }
    }

    @Override
    public void announce() {
        announcements.announce();
    }

    @Override
    public void onAnnouncement(Runnable wakeup) {
        announcements.listen(wakeup);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            announcements.close();
            gate.close();
            readers.close();
            writers.close();
            queueThreads.shutdown();
        }
    }

    /// Runs `call` where nobody can interrupt it: an interrupt would close the connection of a virtual thread that
    /// waits for the server, with the outcome of a commit unknown. The caller's interrupt is kept for later.
    private static <T extends @Nullable Object> T onOwnThread(Supplier<T> call) {
        var answer = new CompletableFuture<T>();
        Thread.ofVirtual().name("postgresql").start(() -> {
            try {
                answer.complete(call.get());
            } catch (Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        return Outcome.of(answer);
    }
}
