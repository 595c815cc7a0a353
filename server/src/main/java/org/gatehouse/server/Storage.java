package org.gatehouse.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresEngine;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.server.configuration.Configuration.DatabaseSettings;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.PostgresDatabaseHost;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreException;
import org.gatehouse.store.StoreLimits;

/// Where a node keeps its directory and its mailboxes.
public sealed interface Storage {
    /// Opens the directory's database.
    ///
    /// @throws IOException saying why it cannot be opened: another process has the file, the server does not answer
    SqlEngine directory(DataFolder folder) throws IOException;

    /// The mailbox databases of one place, none mounted yet.
    ///
    /// @param place a database's connection string ([DatabaseObject#connectionString])
    /// @throws StoreException when this node cannot open databases there
    DatabaseHost databases(String place, DataFolder folder, InstantSource clock, SecureRandom random);

    /// The driver's address of the databases of one place; empty for those in files.
    ///
    /// @param place as [#databases] takes it
    String url(String place);

    /// Files of the data folder, for one process.
    record InFolder() implements Storage {
        @Override
        public SqlEngine directory(DataFolder folder) throws IOException {
            try {
                return SqliteEngine.open(folder.directoryFile(), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
            } catch (DatabaseException cannot) {
                throw new IOException(cannot.getMessage(), cannot);
            }
        }

        @Override
        public DatabaseHost databases(String place, DataFolder folder, InstantSource clock, SecureRandom random) {
            if (!place.isEmpty() && !place.equals(DatabaseObject.IN_FILE)) {
                throw new StoreException("a database on PostgreSQL needs the directory on PostgreSQL too: this node"
                        + " has no account there (database.engine)");
            }
            return new SqliteDatabaseHost(folder.databases(), StoreLimits.USUAL, EngineLimits.USUAL, clock, random);
        }

        @Override
        public String url(String place) {
            return "";
        }
    }

    /// Schemas of a PostgreSQL database, for any number of processes. Mailbox databases may be in others, under the
    /// same account, or in files of the data folder.
    record OnPostgres(PostgresAddress address) implements Storage {
        private static final String DIRECTORY_SCHEMA = "directory";
        /// Who signs in meanwhile is better told soon than late.
        private static final long DIRECTORY_AWAY_MILLIS_MAX = 5_000;

        @Override
        public SqlEngine directory(DataFolder folder) throws IOException {
            try {
                return PostgresEngine.open(address, DIRECTORY_SCHEMA, SqlDirectory.MIGRATIONS,
                        PostgresLimits.USUAL.awaiting(DIRECTORY_AWAY_MILLIS_MAX));
            } catch (DatabaseException cannot) {
                throw new IOException(cannot.getMessage(), cannot);
            }
        }

        @Override
        public DatabaseHost databases(String place, DataFolder folder, InstantSource clock, SecureRandom random) {
            if (place.equals(DatabaseObject.IN_FILE)) {
                return new InFolder().databases(place, folder, clock, random);
            }
            PostgresAddress there = place.isEmpty() ? address
                    : new PostgresAddress(place, address.user(), address.password());
            return new PostgresDatabaseHost(there, StoreLimits.USUAL, PostgresLimits.USUAL, clock, random);
        }

        @Override
        public String url(String place) {
            return place.equals(DatabaseObject.IN_FILE) ? "" : place.isEmpty() ? address.url() : place;
        }
    }

    /// What a configuration asks for.
    static Storage of(DatabaseSettings settings) {
        return switch (settings) {
            case DatabaseSettings.Sqlite() -> new InFolder();
            case DatabaseSettings.Postgres(String url, String user, Path passwordFile) ->
                    new OnPostgres(new PostgresAddress(url, user, () -> password(passwordFile)));
        };
    }

    /// Read at each connection, so that a changed password is taken up without a restart.
    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new DatabaseException("the password file " + file + " of database.password-file cannot be read: "
                    + unreadable.getMessage(), unreadable);
        }
    }
}
