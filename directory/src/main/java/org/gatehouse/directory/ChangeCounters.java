package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.database.Sql;

/// How far a directory has changed: all of it, and its configuration context alone.
///
/// Programs before this one count the whole only, and may go on beside it (decision 16). So every change also writes
/// down how far the parts are told apart (`told`). Where that is not the whole's number an older program has changed
/// something, and what it was counts as configuration.
///
/// @param whole the last update sequence number
/// @param configuration that of the last change at or below the configuration context
record ChangeCounters(long whole, long configuration) {
    private static final RDN CONFIGURATION = new RDN("CN", "Configuration");

    static ChangeCounters read(Sql sql) throws SQLException {
        Map<String, Long> stored = stored(sql);
        long whole = stored.getOrDefault("usn", 0L);
        return new ChangeCounters(whole, isTold(stored) ? stored.getOrDefault("configuration", whole) : whole);
    }

    /// To be called before the first change of a transaction.
    static void begin(Sql sql) throws SQLException {
        Map<String, Long> stored = stored(sql);
        if (!isTold(stored)) {
            set(sql, "configuration", stored.getOrDefault("usn", 0L));
        }
    }

    /// To be called for each entry that a transaction changes, with its name before and after, once the change has its
    /// number.
    static void touched(Sql sql, DN dn) throws SQLException {
        if (isConfiguration(dn)) {
            set(sql, "configuration", EntryTable.usn(sql));
        }
    }

    /// To be called after the last change of a transaction.
    static ChangeCounters end(Sql sql) throws SQLException {
        set(sql, "told", EntryTable.usn(sql));
        return read(sql);
    }

    private static boolean isTold(Map<String, Long> stored) {
        return stored.getOrDefault("told", -1L).equals(stored.getOrDefault("usn", 0L));
    }

    private static Map<String, Long> stored(Sql sql) throws SQLException {
        var stored = new HashMap<String, Long>();
        sql.each("SELECT name, value FROM counter", row -> {
            stored.put(row.getString(1), row.getLong(2));
            return true;
        });
        return stored;
    }

    private static void set(Sql sql, String name, long value) throws SQLException {
        sql.update("INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE "
                + "SET value = excluded.value", name, value);
    }

    /// Below the domain, whatever its name is.
    private static boolean isConfiguration(DN dn) {
        RDN[] rdns = dn.getRDNs();
        int top = rdns.length;
        while (top > 0 && rdns[top - 1].hasAttribute("DC")) {
            top--;
        }
        return top > 0 && rdns[top - 1].equals(CONFIGURATION);
    }
}
