package org.gatehouse.store;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.wire.ByteReader;
import org.jspecify.annotations.Nullable;

/// Everything that the tables hold of one mailbox, as lines that are the same in any database: contents stand where
/// they are pointed at.
final class MoveDump {
    private MoveDump() {}

    /// @param table `mailbox`, or `departed` for one that is locked
    static List<String> of(MailboxDatabase database, UUID mailbox, String table) {
        return ((SqlMailboxDatabase) database).engine().read(sql -> {
            var lines = new ArrayList<String>();
            long mb = sql.one("SELECT mb FROM " + table + " WHERE guid = ?", row -> row.getLong(1),
                    MailboxRows.bytes(mailbox)).orElseThrow();
            lines.addAll(sql.list("SELECT " + MoveSchema.MAILBOX_COLUMNS + " FROM " + table + " WHERE mb = ?",
                    row -> "mailbox " + line(row, 8), mb));
            for (MoveSchema.Copied copied : MoveSchema.WHOLE) {
                lines.addAll(plain(sql, copied, mb));
            }
            lines.addAll(plain(sql, MoveSchema.FOLDER, mb));
            lines.addAll(plain(sql, MoveSchema.LINK, mb));
            lines.addAll(bags(sql, MoveSchema.MESSAGE, mb));
            lines.addAll(bags(sql, MoveSchema.ATTACHMENT, mb));
            lines.add("contents " + sql.one("SELECT COUNT(*) FROM content WHERE mb = ? AND mid > 0",
                    row -> row.getLong(1), mb).orElseThrow());
            lines.sort(null);
            return lines;
        });
    }

    private static List<String> plain(Sql sql, MoveSchema.Copied copied, long mb) throws java.sql.SQLException {
        return sql.list(copied.select(""), row -> copied.table() + " " + line(row, copied.width()), mb);
    }

    private static List<String> bags(Sql sql, MoveSchema.Copied copied, long mb) throws java.sql.SQLException {
        record Found(String rest, byte[] bag, byte @Nullable [] inside) {}
        int embedded = copied.equals(MoveSchema.ATTACHMENT) ? 3 : 0;
        List<Found> rows = sql.list(copied.select(""), row -> {
            var rest = new StringBuilder(copied.table());
            for (int column = 1; column <= copied.width(); column++) {
                if (column != 2 && column != embedded) {
                    rest.append(' ').append(text(row.getObject(column)));
                }
            }
            return new Found(rest.toString(), row.getBytes(2), embedded > 0 ? row.getBytes(embedded) : null);
        }, mb);
        var lines = new ArrayList<String>();
        for (Found row : rows) {
            var line = new StringBuilder(row.rest).append(bag(sql, BagCodec.decode(row.bag), mb));
            byte[] inside = row.inside;
            if (inside != null) {
                var in = new ByteReader(inside);
                line.append(" inside").append(bag(sql, BagCodec.read(in), mb)).append(in.rest());
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String bag(Sql sql, PropertyBag bag, long mb) throws java.sql.SQLException {
        var text = new StringBuilder();
        for (PropertyBag.Entry entry : bag.entries()) {
            text.append(' ').append(entry.tag()).append('=');
            switch (entry.stored()) {
                case Stored.Here here -> text.append(here);
                case Stored.Apart apart -> {
                    text.append(apart.type()).append(apart.size());
                    for (long piece : apart.pieces()) {
                        text.append(sql.one("SELECT data FROM content WHERE id = ? AND mb = ?",
                                row -> java.util.Arrays.hashCode(row.getBytes(1)), piece, mb).orElseThrow());
                    }
                }
            }
        }
        return text.toString();
    }

    private static String line(java.sql.ResultSet row, int width) throws java.sql.SQLException {
        var line = new StringBuilder();
        for (int column = 1; column <= width; column++) {
            line.append(text(row.getObject(column))).append(' ');
        }
        return line.toString();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
