package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.database.Sql;
import org.jspecify.annotations.Nullable;

/// All messages of a folder, or finds of a search folder, by delivery: the index of the database is the list. Rows
/// behind one another are found by the key of the row before them, any others by counting.
final class PagedContents implements RowView {
    private static final String NEWEST_FIRST = " ORDER BY delivered DESC, mid DESC";
    private static final String OLDEST_FIRST = " ORDER BY delivered, mid";

    private final String source;
    private final long mb;
    private final long fid;
    private final int place;
    private final boolean ascending;
    private final int size;
    /// The row last read and the position behind it: readers go on there.
    private @Nullable Ref last;
    private int behind;

    /// @param source [MessageRow#IN_FOLDER] or [MessageRow#IN_SEARCH]
    PagedContents(Mailbox mailbox, String source, long fid, int place, boolean ascending, int size) {
        this.source = source;
        this.mb = mailbox.mb;
        this.fid = fid;
        this.place = place;
        this.ascending = ascending;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    /// The rows from a position on, without their recipients.
    List<MessageRow> rows(Sql sql, int from, int count) throws SQLException {
        return page(sql, MessageRow.BARE_COLUMNS, MessageRow::read,
                row -> new Ref(row.mid(), 0, row.delivered(), false), from, count);
    }

    @Override
    public List<Ref> slice(Sql sql, int from, int count) throws SQLException {
        Ref known = last;
        if (known != null && count == 1 && from == behind - 1) {
            return List.of(known);
        }
        return page(sql, "delivered, mid", row -> new Ref(row.getLong(2), 0, row.getLong(1), false), ref -> ref, from,
                count);
    }

    private <T> List<T> page(Sql sql, String columns, Sql.RowReader<T> reader, java.util.function.Function<T, Ref> refs,
            int from, int count) throws SQLException {
        int wanted = Math.min(count, size - from);
        if (wanted <= 0) {
            return List.of();
        }
        List<T> rows;
        Ref known = last;
        if (from > 0 && known != null && from == behind) {
            rows = sql.list(select(columns, behindKey(true), ascending) + " LIMIT ?", reader, mb, fid, place,
                    known.key(), known.id(), wanted);
        } else if (from <= size / 2) {
            rows = sql.list(select(columns, "", ascending) + " LIMIT ? OFFSET ?", reader, mb, fid, place, wanted,
                    from);
        } else {
            rows = new ArrayList<>(sql.list(select(columns, "", !ascending) + " LIMIT ? OFFSET ?", reader, mb, fid,
                    place, wanted, size - from - wanted));
            Collections.reverse(rows);
        }
        if (!rows.isEmpty()) {
            last = refs.apply(rows.getLast());
            behind = from + rows.size();
        }
        return rows;
    }

    private String select(String columns, String condition, boolean oldestFirst) {
        return "SELECT " + columns + source + condition + (oldestFirst ? OLDEST_FIRST : NEWEST_FIRST);
    }

    /// The condition for rows behind, or before, a key.
    private String behindKey(boolean isBehind) {
        return " AND (delivered, mid) " + (ascending == isBehind ? ">" : "<") + " (?, ?)";
    }

    @Override
    public Table.Place place(Sql sql, Ref row, int position, RowView before) throws SQLException {
        // Counted in two ranges of the index: a comparison of pairs would look into every row.
        String word = ascending ? "<" : ">";
        int at = count(sql, " AND delivered " + word + " ?", row.key())
                + count(sql, " AND delivered = ? AND mid " + word + " ?", row.key(), row.id());
        boolean there = sql.one("SELECT 1" + source + " AND delivered = ? AND mid = ?",
                _ -> true, mb, fid, place, row.key(), row.id()).orElse(false);
        return new Table.Place(at, !there);
    }

    private int count(Sql sql, String condition, Object... key) throws SQLException {
        var arguments = new ArrayList<Object>(List.of(mb, fid, place));
        arguments.addAll(List.of(key));
        return sql.one("SELECT COUNT(*)" + source + condition, row -> row.getInt(1),
                arguments.toArray()).orElse(0);
    }

    @Override
    public Optional<Spot> spot(Sql sql, long id) throws SQLException {
        Optional<Long> key = sql.one("SELECT delivered" + source + " AND mid = ?", row -> row.getLong(1),
                mb, fid, place, id);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Spot(sql.one(select("delivered, mid", behindKey(false), !ascending) + " LIMIT 1",
                row -> new Ref(row.getLong(2), 0, row.getLong(1), false), mb, fid, place, key.get(), id).orElse(null)));
    }

    /// The same rows by their lines.
    ///
    /// @param natural newest first
    Indexed indexed(MessageLine[] natural) {
        return ascending ? new Indexed(java.util.Arrays.asList(natural).reversed().toArray(MessageLine[]::new))
                : new Indexed(natural);
    }

    /// Looks at one row, read whole.
    interface Test {
        boolean matches(MessageRow row) throws SQLException;
    }

    /// The first row from a position on that passes, or before it when `backwards`.
    ///
    /// @param narrow lets only rows through that may pass, read from the index alone
    OptionalInt find(Sql sql, Optional<LineSql> narrow, Test test, int from, boolean backwards) throws SQLException {
        int start = Math.clamp(from, 0, size);
        if (backwards ? start == 0 : start == size) {
            return OptionalInt.empty();
        }
        var arguments = new ArrayList<Object>(List.of(mb, fid, place));
        String condition = "";
        if (backwards ? start < size : start > 0) {
            // From the row at the position backwards, or from the row before it onwards.
            Ref edge = slice(sql, backwards ? start : start - 1, 1).getFirst();
            condition = behindKey(!backwards);
            arguments.add(edge.key());
            arguments.add(edge.id());
        }
        if (narrow.isPresent()) {
            condition += " AND " + narrow.get().text();
            arguments.addAll(narrow.get().arguments());
        }
        var found = new ArrayList<Ref>();
        sql.each(select(MessageRow.COLUMNS, condition, ascending != backwards), each -> {
            MessageRow row = MessageRow.read(each);
            if (test.matches(row)) {
                found.add(new Ref(row.mid(), 0, row.delivered(), false));
            }
            return found.isEmpty();
        }, arguments.toArray());
        return found.isEmpty() ? OptionalInt.empty()
                : OptionalInt.of(place(sql, found.getFirst(), 0, this).position());
    }
}
