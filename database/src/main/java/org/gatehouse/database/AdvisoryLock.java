package org.gatehouse.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// The numbers of PostgreSQL's advisory locks, which all users of a database share.
final class AdvisoryLock {
    /// A server that is there says at least so often that a lock is still held by others.
    private static final int SAID_MILLIS = 1_000;
    private static final int SILENCE_MILLIS_MAX = 5_000;

    private AdvisoryLock() {}

    /// Waits for a lock of the session however long others hold it, but not for a server that has fallen silent.
    ///
    /// @param take `pg_advisory_lock` or `pg_advisory_lock_shared`
    /// @param connection in auto-commit mode, whose statements may take as long as they like otherwise
    static void await(Connection connection, String take, long key) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS_MAX);
        try (var setting = connection.createStatement();
                var lock = connection.prepareStatement("SELECT " + take + "(?)")) {
            setting.execute("SET lock_timeout = " + SAID_MILLIS);
            lock.setLong(1, key);
            boolean taken;
            do {
                taken = isTaken(lock);
            } while (!taken);
            setting.execute("SET lock_timeout = DEFAULT");
        }
        connection.setNetworkTimeout(Runnable::run, 0);
    }

    private static boolean isTaken(PreparedStatement lock) throws SQLException {
        try {
            return lock.execute();
        } catch (SQLException refused) {
            if (PostgresFailure.of(refused) != PostgresFailure.LOCKED) {
                throw refused;
            }
            return false;
        }
    }

    /// The number of a lock's name within a schema.
    static long key(String schema, String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("gatehouse/" + schema + "/" + name).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
