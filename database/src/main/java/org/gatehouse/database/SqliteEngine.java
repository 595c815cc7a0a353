package org.gatehouse.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [SqlEngine] on one SQLite file: write-ahead log, synchronous=FULL, one writer with group commit, a few readers.
public final class SqliteEngine implements SqlEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);

    private final Path file;
    private final FileOwnership ownership;
    private final Connection writing;
    private final GroupCommit writer;
    private final Checkpointer checkpointer;
    private final ReaderPool readers;
    private final QuickReader quick;
    private final Set<String> exclusive = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private SqliteEngine(Path file, EngineLimits limits, FileOwnership ownership, Connection writing,
            Connection checkpoints, Connection quick, List<Connection> reading) {
        this.file = file;
        this.ownership = ownership;
        this.writing = writing;
        this.checkpointer = new Checkpointer(file.toString(), checkpoints, limits);
        this.writer = new GroupCommit(file.toString(), writing, checkpointer, limits);
        this.readers = new ReaderPool(file.toString(), reading, limits);
        this.quick = new QuickReader(quick);
    }

    /// Opens the file, creating it when missing, takes its ownership and brings it to the present format.
    ///
    /// @throws DatabaseException owned by another process, of a newer format, of another component, not a database
    public static SqliteEngine open(Path file, Migrations migrations, EngineLimits limits) {
        FileOwnership ownership = FileOwnership.take(file);
        var opened = new ArrayList<Connection>();
        boolean complete = false;
        try {
            Connection writing = connect(file, limits, false);
            opened.add(writing);
            migrate(file, writing, migrations);
            opened.add(connect(file, limits, false));
            for (int number = 0; number <= limits.readersMax(); number++) {
                opened.add(connect(file, limits, true));
            }
            var engine = new SqliteEngine(file, limits, ownership, writing, opened.get(1), opened.get(2),
                    opened.subList(3, opened.size()));
            complete = true;
            return engine;
        } catch (SQLException failure) {
            throw new DatabaseException("cannot open " + file + ": " + failure.getMessage()
                    + "; restore the file from a copy if it is damaged", failure);
        } finally {
            if (!complete) {
                opened.forEach(SqliteEngine::closeQuietly);
                ownership.close();
            }
        }
    }

    private static Connection connect(Path file, EngineLimits limits, boolean readOnly) throws SQLException {
        var settings = new Properties();
        settings.setProperty("journal_mode", "WAL");
        // FULL syncs the log at every commit; anything less loses acknowledged writes at a power cut.
        settings.setProperty("synchronous", "FULL");
        settings.setProperty("busy_timeout", "10000");
        settings.setProperty("foreign_keys", "false");
        settings.setProperty("cache_size", "-16384");
        settings.setProperty("temp_store", "MEMORY");
        // Else the driver asks for the row's id after every insert, with a query of its own.
        settings.setProperty("jdbc.get_generated_keys", "false");
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), settings);
        try (var statement = connection.createStatement()) {
            // The checkpointer comes long before.
            statement.execute("PRAGMA wal_autocheckpoint=" + 3L * limits.logPagesMax());
            // The log's file is cut back to this after it was moved into the database.
            statement.execute("PRAGMA journal_size_limit=67108864");
            if (readOnly) {
                statement.execute("PRAGMA query_only=ON");
            }
        } catch (SQLException failure) {
            closeQuietly(connection);
            throw failure;
        }
        return connection;
    }

    private static void migrate(Path file, Connection connection, Migrations migrations) throws SQLException {
        var sql = new Sql(connection);
        sql.execute("BEGIN EXCLUSIVE");
        boolean done = false;
        try {
            migrations.bringUp(sql, Dialect.SQLITE, file.toString(), Migrations.Others.NONE);
            sql.execute("COMMIT");
            done = true;
        } finally {
            if (!done) {
                sql.execute("ROLLBACK");
            }
            sql.close();
        }
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        return writer.run(work);
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        notInsideAWrite();
        return readers.run(work);
    }

    @Override
    public <T> Optional<T> one(String statement, Sql.RowReader<T> reader, @Nullable Object... arguments) {
        notInsideAWrite();
        if (!quick.enter()) {
            return readers.run(sql -> sql.one(statement, reader, arguments));
        }
        try {
            return quick.one(statement, reader, arguments);
        } catch (SQLException failure) {
            throw rethrown(failure);
        } finally {
            quick.leave();
        }
    }

    private void notInsideAWrite() {
        if (writer.isWriterThread()) {
            throw new IllegalStateException("a write must read through its own Sql");
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public <T> Optional<T> exclusively(String name, Supplier<T> work) {
        if (!exclusive.add(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            exclusive.remove(name);
        }
    }

    /// Nobody else is there to be told.
    @Override
    public void announce() {
        // one process owns the file
    }

    @Override
    public void onAnnouncement(Runnable wakeup) {
        // never called: one process owns the file
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        readers.close();
        quick.close();
        writer.close();
        checkpointer.close();
        try (var statement = writing.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException failure) {
            // The log stays beside the file and is read at the next start: nothing is lost.
            LOG.warn("closing {}: the log stays: {}", file, failure.getMessage());
        }
        closeQuietly(writing);
        ownership.close();
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failure) {
            LOG.warn("closing a connection: {}", failure.getMessage());
        }
    }

    /// What a work threw, for its caller.
    static RuntimeException rethrown(Throwable thrown) {
        Throwable cause = thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause()
                : thrown;
        if (cause instanceof SQLException sql) {
            return new DatabaseException("the database says: " + sql.getMessage(), sql);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new DatabaseException(cause.toString(), cause);
    }
}
