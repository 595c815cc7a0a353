package org.gatehouse.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The numbers of PostgreSQL's advisory locks, which all users of a database share.
final class AdvisoryLock {
    private AdvisoryLock() {}

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
