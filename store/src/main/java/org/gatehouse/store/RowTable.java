package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// What all tables share: the list of row ids, drawn up when needed, and everything done with it.
///
/// @param <R> a row as read
abstract class RowTable<R> implements Table {
    final SqlMailboxSession session;
    final Mailbox mailbox;
    private Optional<Restriction> restriction = Optional.empty();
    private List<SortOrder> orders = List.of();
    private @Nullable List<Long> ids;
    private long drawnAt;

    RowTable(SqlMailboxSession session) {
        this.session = session;
        this.mailbox = session.mailbox();
    }

    /// Grows with every change of what the table shows.
    abstract long generation();

    /// The ids in the natural order.
    abstract List<Long> naturalIds(Sql sql) throws SQLException;

    /// Whether `orders` is the natural order.
    abstract boolean isNatural(List<SortOrder> orders);

    /// All rows in the natural order.
    abstract void scan(Sql sql, Visitor<R> visitor) throws SQLException;

    abstract Optional<R> load(Sql sql, long id) throws SQLException;

    abstract RowValues values(Sql sql, R row);

    abstract Cell cell(Sql sql, R row, PropertyTag column) throws SQLException;

    /// Sees one row; false to stop.
    interface Visitor<R> {
        boolean visit(long id, R row) throws SQLException;
    }

    @Override
    public synchronized void restrict(Optional<Restriction> chosen) {
        chosen.ifPresent(each -> new RowMatcher(each, session.caller().codePage()));
        restriction = chosen;
        ids = null;
    }

    @Override
    public synchronized void sort(List<SortOrder> chosen) {
        orders = List.copyOf(chosen);
        ids = null;
    }

    @Override
    public synchronized void refresh() {
        ids = null;
    }

    @Override
    public synchronized void close() {
        ids = null;
    }

    /// The list, drawn up anew when there is none, or when `fresh` and something changed.
    private List<Long> ids(boolean fresh) {
        session.mayRead();
        List<Long> known = ids;
        long now = generation();
        if (known == null || fresh && now != drawnAt) {
            known = mailbox.engine.read(this::drawUp);
            ids = known;
            drawnAt = now;
        }
        return known;
    }

    private List<Long> drawUp(Sql sql) throws SQLException {
        if (restriction.isEmpty() && isNatural(orders)) {
            return bounded(naturalIds(sql));
        }
        RowMatcher matcher = restriction.map(each -> new RowMatcher(each, session.caller().codePage())).orElse(null);
        var keyed = new ArrayList<Keyed>();
        boolean natural = isNatural(orders);
        scan(sql, (id, row) -> {
            RowValues values = values(sql, row);
            if (matcher == null || matcher.matches(values)) {
                var keys = new ArrayList<Optional<Value>>();
                if (!natural) {
                    for (SortOrder order : orders) {
                        keys.add(values.value(order.property()).map(value -> Cells.cut(value, BagCodec.START_BYTES)));
                    }
                }
                keyed.add(new Keyed(id, keys));
                tooBig(keyed.size());
            }
            return true;
        });
        if (!natural) {
            keyed.sort(this::compare);
        }
        return keyed.stream().map(Keyed::id).toList();
    }

    private record Keyed(long id, List<Optional<Value>> keys) {}

    /// Rows without a value come first when ascending; equal rows keep the natural order.
    private int compare(Keyed left, Keyed right) {
        for (int index = 0; index < orders.size(); index++) {
            Optional<Value> a = left.keys.get(index);
            Optional<Value> b = right.keys.get(index);
            int order = a.isPresent() && b.isPresent() ? ValueOrder.compare(a.get(), b.get()).orElse(0)
                    : Boolean.compare(a.isPresent(), b.isPresent());
            if (order != 0) {
                return orders.get(index).direction() == SortOrder.Direction.ASCENDING ? order : -order;
            }
        }
        return 0;
    }

    private List<Long> bounded(List<Long> found) {
        tooBig(found.size());
        return found;
    }

    private void tooBig(int size) {
        if (size > mailbox.limits.tableRowsMax()) {
            throw new MailboxException(ErrorCode.TABLE_TOO_BIG, "more than " + mailbox.limits.tableRowsMax() + " rows");
        }
    }

    @Override
    public synchronized int count() {
        return ids(true).size();
    }

    @Override
    public synchronized List<Row> rows(int from, int count, List<PropertyTag> columns) {
        List<Long> all = ids(from == 0);
        int start = Math.clamp(from, 0, all.size());
        List<Long> wanted = all.subList(start, (int) Math.min(all.size(), (long) start + Math.max(0, count)));
        if (wanted.isEmpty()) {
            return List.of();
        }
        return mailbox.engine.read(sql -> {
            var rows = new ArrayList<Row>(wanted.size());
            for (long id : wanted) {
                Optional<R> row = load(sql, id);
                var cells = new ArrayList<Cell>(columns.size());
                for (PropertyTag column : columns) {
                    Cell cell = row.isEmpty() ? new Cell.Absent() : cell(sql, row.get(), column);
                    cells.add(cell instanceof Cell.Present(Value value)
                            ? new Cell.Present(Cells.cut(value, mailbox.limits.cellBytesMax())) : cell);
                }
                rows.add(new Row(Mailbox.id(id), cells));
            }
            return rows;
        });
    }

    @Override
    public synchronized OptionalInt find(Restriction wanted, int from, boolean backwards) {
        List<Long> all = ids(false);
        var matcher = new RowMatcher(wanted, session.caller().codePage());
        return mailbox.engine.read(sql -> {
            int step = backwards ? -1 : 1;
            for (int at = backwards ? Math.min(from, all.size()) - 1 : Math.max(0, from);
                    at >= 0 && at < all.size(); at += step) {
                Optional<R> row = load(sql, all.get(at));
                if (row.isPresent() && matcher.matches(values(sql, row.get()))) {
                    return OptionalInt.of(at);
                }
            }
            return OptionalInt.empty();
        });
    }

    @Override
    public synchronized OptionalInt positionOf(ObjectId row) {
        int at = ids(false).indexOf(row.counter());
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
    }

    @Override
    public synchronized Optional<ObjectId> idAt(int position) {
        List<Long> all = ids(false);
        return position < 0 || position >= all.size() ? Optional.empty() : Optional.of(Mailbox.id(all.get(position)));
    }

}
