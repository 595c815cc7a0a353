package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlWork;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// What all tables share: the view of the rows as they are now, the cursor and the marks in it.
///
/// @param <R> a row as read
abstract class RowTable<R> implements Table {
    private static final int MARKS_MAX = 256;

    final SqlMailboxSession session;
    final Mailbox mailbox;
    private final Map<Integer, Mark> marks = new HashMap<>();
    private final Set<Long> toggled = new HashSet<>();
    private Optional<Restriction> restriction = Optional.empty();
    private SortOrderSet orders = SortOrderSet.of(List.of());
    /// The language at the last sort: another one, chosen since, leaves the rows where they are.
    private TextOrder text;
    private Optional<PropertyTag> instances = Optional.empty();
    private @Nullable RowView view;
    private long drawnAt;
    private int lastMark;
    private int position;
    /// The row before the cursor; null when there is none, or while nothing was read.
    private RowView.@Nullable Ref before;

    RowTable(SqlMailboxSession session) {
        this.session = session;
        this.mailbox = session.mailbox();
        this.text = session.textOrder();
    }

    /// @param row the row, null for the end of the table
    /// @param gone whether it has gone, and the position that of the row behind it
    private record Mark(RowView.@Nullable Ref row, int position, boolean gone) {}

    /// Grows with every change of what the table shows.
    abstract long generation();

    /// All rows in the natural order that a restriction lets through.
    ///
    /// @param keys the properties that the visitor will ask for
    abstract void scan(Sql sql, Optional<Restriction> wanted, List<PropertyTag> keys, Visitor visitor)
            throws SQLException;

    abstract Optional<R> load(Sql sql, long id) throws SQLException;

    abstract RowValues values(Sql sql, R row);

    /// @param instance 0, or the number of the value of a multi-valued column that this row shows
    abstract Cell cell(Sql sql, R row, int instance, PropertyTag column) throws SQLException;

    /// Sees one row.
    interface Visitor {
        void visit(long id, RowValues values, boolean unread) throws SQLException;
    }

    /// What may be fetched before rows are looked at, outside the transaction that they are read in.
    void prepare(Optional<Restriction> wanted, List<PropertyTag> keys) {
        // most tables are small
    }

    /// How many headers a row has above it.
    int depth() {
        return orders.categorized();
    }

    /// A view that needs no list drawn up, when there is one for this order.
    Optional<RowView> ready(Optional<Restriction> wanted, SortOrderSet set) {
        return Optional.empty();
    }

    /// Reads what the work asks for.
    <T> T read(SqlWork<T> work) {
        return mailbox.engine.read(work);
    }

    RowMatcher matcher(Restriction wanted) {
        return new RowMatcher(wanted, session.caller().codePage(), text);
    }

    TextOrder textOrder() {
        return text;
    }

    @Override
    public synchronized void restrict(Optional<Restriction> chosen) {
        chosen.ifPresent(this::matcher);
        restriction = chosen;
        startOver();
    }

    @Override
    public synchronized void sort(SortOrderSet chosen) {
        SortKeys.check(chosen);
        instances(chosen, List.of()).ifPresent(tag -> instances = Optional.of(tag));
        orders = chosen;
        text = session.textOrder();
        toggled.clear();
        startOver();
    }

    @Override
    public synchronized void show(List<PropertyTag> columns) {
        Optional<PropertyTag> wanted = instances(orders, columns);
        if (!wanted.map(PropertyTag::id).equals(instances.map(PropertyTag::id))) {
            instances = wanted;
            if (view != null) {
                become(draw());
            }
        }
    }

    private static Optional<PropertyTag> instances(SortOrderSet set, List<PropertyTag> columns) {
        var all = new ArrayList<>(set.orders().stream().map(SortOrder::property).toList());
        all.addAll(columns);
        return SortKeys.instanced(all);
    }

    @Override
    public synchronized void reset() {
        restriction = Optional.empty();
        orders = SortOrderSet.of(List.of());
        instances = Optional.empty();
        toggled.clear();
        startOver();
    }

    @Override
    public synchronized void close() {
        startOver();
    }

    private void startOver() {
        view = null;
        marks.clear();
        position = 0;
        before = null;
    }

    /// The rows as they are. Cursor and marks are moved to where their rows are now.
    private RowView view() {
        session.mayRead();
        long now = generation();
        if (view == null || now != drawnAt) {
            become(draw());
            drawnAt = now;
        }
        return Objects.requireNonNull(view);
    }

    private void become(RowView next) {
        RowView old = view;
        view = next;
        if (old == null || position == 0 && marks.isEmpty()) {
            return;
        }
        boolean _ = read(sql -> {
            RowView.Ref row = before;
            if (position > 0 && row != null) {
                Place place = next.place(sql, row, position - 1, old);
                position = Math.min(next.size(), place.gone() ? place.position() : place.position() + 1);
            }
            for (Map.Entry<Integer, Mark> mark : marks.entrySet()) {
                RowView.Ref marked = mark.getValue().row;
                if (marked != null) {
                    int was = mark.getValue().position - (mark.getValue().gone ? 1 : 0);
                    Place place = next.place(sql, marked, was, old);
                    mark.setValue(new Mark(marked, place.position(), place.gone()));
                }
            }
            return true;
        });
    }

    private RowView draw() {
        boolean plain = orders.categorized() == 0 && instances.isEmpty();
        Optional<RowView> ready = plain ? ready(restriction, orders) : Optional.empty();
        if (ready.isPresent()) {
            return ready.get();
        }
        List<PropertyTag> keys = new ArrayList<>(orders.orders().stream().map(SortOrder::property).toList());
        instances.ifPresent(keys::add);
        prepare(restriction, keys);
        return read(sql -> drawUp(sql, keys));
    }

    private RowView drawUp(Sql sql, List<PropertyTag> keys) throws SQLException {
        var leaves = new ArrayList<Categories.Leaf>();
        // A restriction on single instances is met by rows, not by messages.
        boolean perRow = instances.isPresent() && restriction.filter(RowMatcher::namesInstances).isPresent();
        Optional<RowMatcher> each = perRow ? restriction.map(this::matcher) : Optional.empty();
        scan(sql, perRow ? Optional.empty() : restriction, keys, (id, values, unread) -> {
            for (int instance : instancesOf(values)) {
                RowValues row = InstanceValues.of(values, instance);
                if (each.isEmpty() || each.get().matches(row)) {
                    leaves.add(new Categories.Leaf(id, instance, keysOf(row), unread));
                    tooBig(leaves.size());
                }
            }
        });
        if (!orders.orders().isEmpty()) {
            Comparator<Categories.Leaf> order = (left, right) ->
                    SortKeys.compare(orders.orders(), left.keys(), right.keys());
            leaves.sort(order);
        }
        if (orders.categorized() > 0) {
            return new Categories(orders, leaves).visible(toggled);
        }
        return new RowView.Listed(leaves.stream().mapToLong(Categories.Leaf::id).toArray(), instances.isEmpty() ? null
                : leaves.stream().mapToInt(Categories.Leaf::instance).toArray());
    }

    private List<SortKeys.Key> keysOf(RowValues row) throws SQLException {
        var keys = new ArrayList<SortKeys.Key>(orders.orders().size());
        for (SortOrder order : orders.orders()) {
            keys.add(SortKeys.key(row.value(order.property()), text));
        }
        return keys;
    }

    /// 0 alone for a row without values, or in a table without instances.
    private int[] instancesOf(RowValues values) throws SQLException {
        if (instances.isEmpty()) {
            return new int[1];
        }
        int count = values.value(instances.get()).filter(value -> value instanceof Value.Multiple)
                .map(value -> ((Value.Multiple) value).values().size()).orElse(0);
        return count == 0 ? new int[1] : java.util.stream.IntStream.rangeClosed(1, count).toArray();
    }

    void tooBig(int size) {
        if (size > mailbox.limits.tableRowsMax()) {
            throw new MailboxException(ErrorCode.TABLE_TOO_BIG, "more than " + mailbox.limits.tableRowsMax() + " rows");
        }
    }

    @Override
    public synchronized int count() {
        return view().size();
    }

    @Override
    public synchronized int position() {
        int size = view().size();
        return Math.min(position, size);
    }

    @Override
    public synchronized void moveTo(int target) {
        RowView rows = view();
        position = Math.clamp(target, 0, rows.size());
        before = position == 0 ? null : read(sql -> rows.slice(sql, position - 1, 1)).stream().findFirst().orElse(null);
    }

    @Override
    public synchronized List<Row> rows(int from, int count, List<PropertyTag> columns) {
        RowView rows = view();
        int start = Math.clamp(from, 0, rows.size());
        int wanted = Math.min(Math.max(0, count), rows.size() - start);
        return wanted == 0 ? List.of() : read(sql -> read(sql, rows, start, wanted, columns));
    }

    List<Row> read(Sql sql, RowView rows, int from, int count, List<PropertyTag> columns) throws SQLException {
        var read = new ArrayList<Row>(count);
        for (RowView.Ref ref : rows.slice(sql, from, count)) {
            if (ref.header()) {
                read.add(header(sql, (Categories.Visible) rows, ref.id(), columns));
            } else {
                read.add(row(sql, ref, load(sql, ref.id()), columns));
            }
        }
        return read;
    }

    Row row(Sql sql, RowView.Ref ref, Optional<R> row, List<PropertyTag> columns) throws SQLException {
        var cells = new ArrayList<Cell>(columns.size());
        for (PropertyTag column : columns) {
            Cell cell = row.isEmpty() ? new Cell.Absent() : cell(sql, row.get(), ref.instance(), column);
            cells.add(cell instanceof Cell.Present(Value value)
                    ? new Cell.Present(cut(value)) : cell);
        }
        return new Row(mailbox.id(ref.id()), cells);
    }

    /// What clients call a row.
    ObjectId objectId(long id) {
        return Categories.isCategory(id) ? Categories.objectId(id) : mailbox.id(id);
    }

    private Row header(Sql sql, Categories.Visible rows, long id, List<PropertyTag> columns) throws SQLException {
        RowValues values = headerValues(sql, rows, id);
        var cells = new ArrayList<Cell>(columns.size());
        for (PropertyTag column : columns) {
            Optional<Value> value = values.value(column);
            cells.add(value.isEmpty() ? new Cell.Absent() : Cells.asked(HeaderValues.single(column),
                    cut(value.get()), session.caller().codePage()));
        }
        return new Row(Categories.objectId(id), cells);
    }

    private Value cut(Value value) {
        return Cells.cut(value, mailbox.limits.cellBytesMax(), session.caller().codePage());
    }

    private RowValues headerValues(Sql sql, Categories.Visible rows, long id) throws SQLException {
        Categories.Category category = rows.categories().category(id).orElseThrow();
        Categories.Leaf leaf = rows.categories().leaf(category.first());
        Optional<R> first = load(sql, leaf.id());
        return new HeaderValues(mailbox, rows.categories(), category, rows.categories().isOpen(category, toggled),
                folder(), first.map(row -> InstanceValues.of(values(sql, row), leaf.instance())));
    }

    /// Whether the rows are messages.
    boolean isOfMessages() {
        return folder() != 0;
    }

    /// PidTagFolderId of headers: 0 for none.
    long folder() {
        return 0;
    }

    @Override
    public synchronized OptionalInt find(Restriction wanted, int from, boolean backwards) {
        RowMatcher matcher = matcher(wanted);
        RowView rows = view();
        prepare(Optional.of(wanted), List.of());
        return read(sql -> find(sql, rows, wanted, matcher, from, backwards));
    }

    OptionalInt find(Sql sql, RowView rows, Restriction wanted, RowMatcher matcher, int from, boolean backwards)
            throws SQLException {
        int step = backwards ? -1 : 1;
        for (int at = backwards ? Math.min(from, rows.size()) - 1 : Math.max(0, from);
                at >= 0 && at < rows.size(); at += step) {
            RowView.Ref ref = rows.slice(sql, at, 1).getFirst();
            if (ref.header() ? matcher.matches(headerValues(sql, (Categories.Visible) rows, ref.id()))
                    : matches(sql, ref, matcher)) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    boolean matches(Sql sql, RowView.Ref ref, RowMatcher matcher) throws SQLException {
        Optional<R> row = load(sql, ref.id());
        return row.isPresent() && matcher.matches(InstanceValues.of(values(sql, row.get()), ref.instance()));
    }

    @Override
    public synchronized Optional<List<RowChange>> follow(List<RowChange.Touched> touched, List<PropertyTag> columns) {
        RowView shown = view;
        if (shown == null || orders.categorized() > 0 || instances.isPresent()) {
            return Optional.empty();
        }
        RowView now = view();
        return read(sql -> new RowChanges<>(this, sql, shown, now, restriction.isPresent(), columns).of(touched));
    }

    @Override
    public synchronized int mark() {
        RowView rows = view();
        int at = Math.min(position, rows.size());
        return mark(new Mark(read(sql -> rows.slice(sql, at, 1)).stream().findFirst().orElse(null), at, false));
    }

    private int mark(Mark mark) {
        if (marks.size() >= MARKS_MAX) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, MARKS_MAX + " bookmarks of one table");
        }
        marks.put(++lastMark, mark);
        return lastMark;
    }

    @Override
    public synchronized Place marked(int number) {
        RowView rows = view();
        Mark mark = marks.get(number);
        if (mark == null) {
            throw new MailboxException(ErrorCode.INVALID_BOOKMARK, "bookmark " + number);
        }
        return mark.row == null ? new Place(rows.size(), false)
                : new Place(Math.min(mark.position, rows.size()), mark.gone);
    }

    @Override
    public synchronized boolean unmark(int number) {
        return marks.remove(number) != null;
    }

    /// Opens a closed category, or closes an open one.
    ///
    /// @throws MailboxException NOT_FOUND when the table has no such category, `otherwise` when it is so already
    private Expanded toggle(long id, boolean open, int otherwise) {
        ObjectId row = ObjectId.ofWire(id);
        if (!(view() instanceof Categories.Visible rows) || !row.equals(Categories.objectId(row.counter()))) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no category " + Long.toHexString(id));
        }
        Categories categories = rows.categories();
        Categories.Category category = categories.category(row.counter()).orElseThrow(() ->
                new MailboxException(ErrorCode.NOT_FOUND, "no category " + Long.toHexString(id)));
        if (categories.isOpen(category, toggled) == open) {
            throw new MailboxException(otherwise, "the category is " + (open ? "open" : "closed"));
        }
        if (!toggled.remove(category.id())) {
            toggled.add(category.id());
        }
        Categories.Visible next = categories.visible(toggled);
        become(next);
        return new Expanded(next.positionOf(new RowView.Ref(category.id(), 0, 0, true)),
                categories.visibleBelow(category, toggled));
    }

    @Override
    public synchronized Expanded expand(long id) {
        return toggle(id, true, ErrorCode.NOT_COLLAPSED);
    }

    @Override
    public synchronized int collapse(long id) {
        return toggle(id, false, ErrorCode.NOT_EXPANDED).rows();
    }

    @Override
    public synchronized Bytes collapseState(long row, int instance) {
        Categories categories = view() instanceof Categories.Visible rows ? rows.categories() : null;
        List<Long> known = categories == null ? List.of()
                : toggled.stream().filter(id -> categories.category(id).isPresent()).sorted().toList();
        if (known.size() > CollapseState.TOGGLED_MAX) {
            throw new MailboxException(ErrorCode.TABLE_TOO_BIG, known.size() + " categories in one state");
        }
        return new CollapseState(CollapseState.table(orders, restriction), row, instance, known).encode();
    }

    @Override
    public synchronized int setCollapseState(Bytes encoded) {
        CollapseState state = CollapseState.decode(encoded);
        if (state.table() != CollapseState.table(orders, restriction)) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "a state of a table in another order");
        }
        toggled.clear();
        toggled.addAll(state.toggled());
        if (view() instanceof Categories.Visible rows) {
            become(rows.categories().visible(toggled));
        }
        long counter = ObjectId.ofWire(state.row()).counter();
        boolean header = view() instanceof Categories.Visible rows && rows.categories().category(counter).isPresent();
        var row = new RowView.Ref(counter, header ? 0 : state.instance(), 0, header);
        int at = view() instanceof RowView.Drawn drawn ? drawn.positionOf(row) : -1;
        int mark = mark(new Mark(row, Math.max(at, 0), at < 0));
        moveTo(Math.max(at, 0));
        return mark;
    }
}
