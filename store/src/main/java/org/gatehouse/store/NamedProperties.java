package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// The ids that a mailbox gave to property names. Never taken back; ids are given in order from 0x8001
/// ([MS-OXCPRPT] 3.2.5.10).
final class NamedProperties {
    /// Names of this set are the property ids below 0x8000 themselves ([MS-OXCPRPT] 3.2.5.9, PS_MAPI).
    static final UUID PS_MAPI = UUID.fromString("00020328-0000-0000-c000-000000000046");

    /// Names of this set are the names of header fields, which have no case.
    static final UUID PS_INTERNET_HEADERS = UUID.fromString("00020386-0000-0000-c000-000000000046");

    private final Mailbox mailbox;

    NamedProperties(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    List<Integer> ids(List<PropertyName> names, boolean create) {
        List<Integer> known = mailbox.engine.read(sql -> find(sql, names));
        return create && known.contains(0) ? mailbox.engine.write(sql -> findOrCreate(sql, names)) : known;
    }

    private List<Integer> find(Sql sql, List<PropertyName> names) throws SQLException {
        var ids = new ArrayList<Integer>(names.size());
        for (PropertyName name : names) {
            ids.add(find(sql, name));
        }
        return ids;
    }

    private int find(Sql sql, PropertyName name) throws SQLException {
        if (name.set().equals(PS_MAPI)) {
            return name instanceof PropertyName.Lid(UUID _, int lid) && lid > 0 && lid < PropertyTag.NAMED_ID_MIN
                    ? lid : 0;
        }
        return sql.one("SELECT id FROM named_property WHERE mb = ? AND name = ?", row -> row.getInt(1), mailbox.mb,
                encode(name)).orElse(0);
    }

    /// Within a write: the ids of `names`, giving new ones where there are none.
    List<Integer> findOrCreate(Sql sql, List<PropertyName> names) throws SQLException {
        var ids = new ArrayList<Integer>(names.size());
        for (PropertyName name : names) {
            int id = find(sql, name);
            if (id == 0 && !(name instanceof PropertyName.Unnamed) && !name.set().equals(PS_MAPI)) {
                id = last(sql, mailbox.mb) + 1;
                if (id - PropertyTag.NAMED_ID_MIN > mailbox.limits.namedPropertiesMax()) {
                    throw new MailboxException(ErrorCode.OUT_OF_MEMORY,
                            mailbox.limits.namedPropertiesMax() + " names in " + mailbox.key.displayName());
                }
                sql.update("INSERT INTO named_property (mb, id, name) VALUES (?, ?, ?)", mailbox.mb, id, encode(name));
            }
            ids.add(id);
        }
        return ids;
    }

    /// The last id that was given, or may have been (see [Lineage]).
    static int last(Sql sql, long mb) throws SQLException {
        return sql.one("SELECT COALESCE(MAX(id), ?) FROM (SELECT MAX(id) AS id FROM named_property WHERE mb = ? "
                + "UNION ALL SELECT MAX(names_after) FROM replica WHERE mb = ?) known", row -> row.getInt(1),
                PropertyTag.NAMED_ID_MIN, mb, mb).orElseThrow();
    }

    List<PropertyName> names(List<Integer> ids) {
        return mailbox.engine.read(sql -> {
            var names = new ArrayList<PropertyName>(ids.size());
            for (int id : ids) {
                names.add(id < PropertyTag.NAMED_ID_MIN ? new PropertyName.Lid(PS_MAPI, id)
                        : sql.one("SELECT name FROM named_property WHERE mb = ? AND id = ?",
                                row -> decode(row.getBytes(1)), mailbox.mb, id)
                                .orElse(new PropertyName.Unnamed(new UUID(0, 0))));
            }
            return names;
        });
    }

    Map<Integer, PropertyName> all() {
        return mailbox.engine.read(sql -> {
            var all = new TreeMap<Integer, PropertyName>();
            sql.each("SELECT id, name FROM named_property WHERE mb = ?", row -> {
                all.put(row.getInt(1), decode(row.getBytes(2)));
                return true;
            }, mailbox.mb);
            return all;
        });
    }

    private static byte[] encode(PropertyName name) {
        if (name instanceof PropertyName.Text(UUID _, String text) && text.length() > PropertyName.Text.UNITS_MAX) {
            throw new MailboxException(ErrorCode.STRING_TOO_LONG, "property name of " + text.length() + " characters");
        }
        var out = new ByteWriter(32);
        PropertyName kept = name instanceof PropertyName.Text(UUID set, String text)
                && set.equals(PS_INTERNET_HEADERS) ? new PropertyName.Text(set, text.toLowerCase(Locale.ROOT)) : name;
        kept.write(out);
        return out.toArray();
    }

    private static PropertyName decode(byte[] encoded) {
        return PropertyName.read(new ByteReader(encoded));
    }
}
