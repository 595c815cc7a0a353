package org.gatehouse.directory;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Migrations;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqlWork;
import org.gatehouse.directory.DirectoryException.Reason;

/// What every program on one directory must have alike, noted in the directory: the key that opens its secrets, and the
/// certificate authority. A program with other ones would leave secrets behind that nobody else can open, and
/// certificates that nobody trusts.
public final class KeyCheck {
    static final Migrations.Step MADE = Migrations.Step.additive(Migrations.Step.statements("""
            CREATE TABLE key_check (name TEXT PRIMARY KEY, value {blob} NOT NULL);
            """));
    private static final String KEY = "directory key";
    private static final String AUTHORITY = "authority";
    private static final byte[] PROBE = KEY.getBytes(StandardCharsets.US_ASCII);

    private final SqlEngine engine;

    public KeyCheck(SqlEngine engine) {
        this.engine = engine;
    }

    /// Whether secrets of the directory are sealed with a key already.
    public boolean hasKey() {
        return done(() -> engine.read(sql -> noted(sql, KEY).isPresent() || !aSecret(sql).isEmpty()));
    }

    /// Notes the key at first use.
    ///
    /// @throws DirectoryException when it is not the key of this directory
    public void requireKey(SecretBox key) {
        boolean _ = changed(sql -> {
            Optional<byte[]> noted = noted(sql, KEY);
            if (noted.isPresent()) {
                key.open(noted.get(), PROBE);
                return true;
            }
            // A directory from before the note was taken: any secret tells as much.
            aSecret(sql).forEach(secret -> key.open(secret.sealed(), secret.owner()));
            note(sql, KEY, key.seal(PROBE, PROBE));
            return true;
        });
    }

    /// The encoded root certificate of the organisation's authority, once one was noted.
    public Optional<byte[]> authority() {
        return done(() -> engine.read(sql -> noted(sql, AUTHORITY)));
    }

    /// Notes the authority.
    ///
    /// @param instead of one that was noted before
    /// @throws DirectoryException when another is noted
    public void requireAuthority(byte[] root, boolean instead) {
        boolean _ = changed(sql -> {
            Optional<byte[]> noted = noted(sql, AUTHORITY);
            if (noted.isPresent() && !instead && !Arrays.equals(noted.get(), root)) {
                throw new DirectoryException(Reason.UNAVAILABLE, "The certificate authority in keys/authority.p12 is"
                        + " not that of this organisation. Put the keys folder of another node here, or of the copy.");
            }
            note(sql, AUTHORITY, root);
            return true;
        });
    }

    private record Secret(byte[] sealed, byte[] owner) {}

    private static List<Secret> aSecret(Sql sql) throws SQLException {
        Optional<Long> owner = sql.one("SELECT entry FROM secret ORDER BY entry LIMIT 1", row -> row.getLong(1));
        Optional<EntryTable.Row> entry = owner.isEmpty() ? Optional.empty() : EntryTable.byId(sql, owner.get());
        return entry.isEmpty() ? List.of() : sql.list("SELECT sealed FROM secret WHERE entry = ?",
                row -> new Secret(row.getBytes(1), Guids.bytes(entry.get().guid())), entry.get().id());
    }

    private static Optional<byte[]> noted(Sql sql, String name) throws SQLException {
        return sql.one("SELECT value FROM key_check WHERE name = ?", row -> row.getBytes(1), name);
    }

    private static void note(Sql sql, String name, byte[] value) throws SQLException {
        sql.update("INSERT INTO key_check (name, value) VALUES (?, ?) "
                + "ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);
    }

    private <T> T changed(SqlWork<T> work) {
        return done(() -> engine.write(sql -> {
            sql.lock("directory");
            return work.run(sql);
        }));
    }

    private static <T> T done(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (DatabaseException failure) {
            throw new DirectoryException(Reason.UNAVAILABLE, "The directory's database: " + failure.getMessage(),
                    failure);
        }
    }
}
