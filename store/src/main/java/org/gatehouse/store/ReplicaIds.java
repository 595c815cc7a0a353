package org.gatehouse.store;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;

/// Which short replica id stands for which replica GUID in a mailbox ([MS-OXCSTOR] 3.2.1, 3.2.5.8, 3.2.5.9). A pair is
/// for good. The mailbox's first own has the first id and no row; see [OwnReplicas] for the others.
final class ReplicaIds {
    static final String TABLE = """
            CREATE TABLE replica (
              mb BIGINT NOT NULL,
              id BIGINT NOT NULL,
              guid {blob} NOT NULL,
              PRIMARY KEY (mb, id)
            );
            CREATE UNIQUE INDEX replica_by_guid ON replica (mb, guid);
            """;
    /// Ids of one mailbox, its own included (3.2.5.9).
    static final int COUNT_MAX = 32_768;

    private ReplicaIds() {}

    static Optional<UUID> replica(Mailbox mailbox, int id) {
        Optional<UUID> own = mailbox.replicas().byId(id).map(OwnReplicas.Own::guid);
        return own.isPresent() ? own : mailbox.engine.one("SELECT guid FROM replica WHERE mb = ? AND id = ?",
                row -> MailboxRows.uuid(row.getBytes(1)), mailbox.mb, id);
    }

    /// @throws MailboxException PARAMETER_OVERFLOW when there are as many as there may be
    static int id(Mailbox mailbox, UUID replica) {
        Optional<Integer> own = mailbox.replicas().byGuid(replica).map(OwnReplicas.Own::id);
        if (own.isPresent()) {
            return own.get();
        }
        Optional<Integer> known = mailbox.engine.read(sql -> find(sql, mailbox, replica));
        return known.orElseGet(() -> mailbox.engine.write(sql -> {
            Optional<Integer> meanwhile = find(sql, mailbox, replica);
            return meanwhile.isPresent() ? meanwhile.get() : take(sql, mailbox, replica);
        }));
    }

    private static Optional<Integer> find(Sql sql, Mailbox mailbox, UUID replica) throws SQLException {
        return sql.one("SELECT id FROM replica WHERE mb = ? AND guid = ?", row -> row.getInt(1), mailbox.mb,
                MailboxRows.bytes(replica));
    }

    private static int take(Sql sql, Mailbox mailbox, UUID replica) throws SQLException {
        int last = sql.one("SELECT COALESCE(MAX(id), ?) FROM replica WHERE mb = ?", row -> row.getInt(1),
                Mailbox.REPLICA_ID, mailbox.mb).orElse(Mailbox.REPLICA_ID);
        if (last >= COUNT_MAX) {
            throw new MailboxException(ErrorCode.PARAMETER_OVERFLOW, COUNT_MAX + " replicas are known");
        }
        sql.update("INSERT INTO replica (mb, id, guid) VALUES (?, ?, ?)", mailbox.mb, last + 1,
                MailboxRows.bytes(replica));
        return last + 1;
    }

    /// All pairs, by id.
    static Map<Integer, UUID> all(Mailbox mailbox) {
        var all = new TreeMap<Integer, UUID>();
        mailbox.replicas().all().forEach(own -> all.put(own.id(), own.guid()));
        mailbox.engine.read(sql -> {
            sql.each("SELECT id, guid FROM replica WHERE mb = ?", row -> {
                all.put(row.getInt(1), MailboxRows.uuid(row.getBytes(2)));
                return true;
            }, mailbox.mb);
            return true;
        });
        return all;
    }
}
