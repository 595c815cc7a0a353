package org.gatehouse.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteWriter;

/// Rows grouped by the first keys of their order ([MS-OXCTABL] 2.2.2.3.1): a tree of categories above sorted leaves.
final class Categories {
    /// Ids of categories have this bit, which no object's counter reaches; the others are a hash of their values, so
    /// that another table of the same order has the same ids.
    private static final long MARK = 1L << 47;
    private final SortOrderSet orders;
    private final List<Leaf> leaves;
    private final List<Category> all = new ArrayList<>();
    private final Map<Long, Category> byId = new HashMap<>();
    private final List<Category> top;

    /// A row to be grouped.
    ///
    /// @param keys by the orders
    record Leaf(long id, int instance, List<SortKeys.Key> keys, boolean unread) {}

    /// @param number its place in the list of all categories
    /// @param depth 0 for the outermost
    /// @param first the first of its leaves, by which its values are told
    /// @param size leaves below it
    /// @param best the greatest (or least) value that the categories are ordered by, if they are
    record Category(int number, long id, int depth, int first, int size, int unread, SortKeys.Key best,
            List<Category> inner) {}

    /// @param leaves sorted by the category keys, then by the others
    Categories(SortOrderSet orders, List<Leaf> leaves) {
        this.orders = orders;
        this.leaves = leaves;
        this.top = group(0, leaves.size(), 0, 0);
    }

    private List<Category> group(int from, int to, int level, long parent) {
        var found = new ArrayList<Category>();
        var used = new HashSet<Long>();
        for (int first = from, next; first < to; first = next) {
            next = first + 1;
            SortKeys.Key key = leaves.get(first).keys.get(level);
            while (next < to && SortKeys.compare(key, leaves.get(next).keys.get(level)) == 0) {
                next++;
            }
            long id = hash(parent, level, key);
            while (!used.add(id) || byId.containsKey(id)) {
                id = MARK | id + 1;
            }
            found.add(add(id, first, next, level));
        }
        if (isByBest() && level == orders.categorized() - 1) {
            Comparator<Category> order = (left, right) -> SortKeys.compare(left.best, right.best);
            found.sort(orders.orders().get(level).direction() == SortOrder.Direction.DESCENDING ? order.reversed()
                    : order);
        }
        return List.copyOf(found);
    }

    static boolean isCategory(long id) {
        return (id & MARK) != 0;
    }

    /// What clients call a category: no object has such an id, whatever replicas there are.
    static ObjectId objectId(long category) {
        return new ObjectId(Mailbox.REPLICA_ID, category);
    }

    private Category add(long id, int first, int next, int level) {
        int number = all.size();
        all.add(new Category(number, id, level, first, 0, 0, SortKeys.Key.NONE, List.of()));
        byId.put(id, all.get(number));
        List<Category> inner = level + 1 < orders.categorized() ? group(first, next, level + 1, id) : List.of();
        int unread = 0;
        for (int at = first; at < next; at++) {
            unread += leaves.get(at).unread ? 1 : 0;
        }
        var category = new Category(number, id, level, first, next - first, unread,
                isByBest() && level == orders.categorized() - 1 ? best(first, next) : SortKeys.Key.NONE, inner);
        all.set(number, category);
        byId.put(id, category);
        return category;
    }

    private boolean isByBest() {
        return orders.orders().size() > orders.categorized() && SortKeys.isAggregate(orders.orders()
                .get(orders.categorized()));
    }

    private SortKeys.Key best(int first, int next) {
        int key = orders.categorized();
        boolean greatest = orders.orders().get(key).direction() == SortOrder.Direction.MAXIMUM_CATEGORY;
        SortKeys.Key best = SortKeys.Key.NONE;
        for (int at = first; at < next; at++) {
            SortKeys.Key value = leaves.get(at).keys.get(key);
            if (value.value().isPresent() && (best.value().isEmpty()
                    || SortKeys.compare(value, best) > 0 == greatest && SortKeys.compare(value, best) != 0)) {
                best = value;
            }
        }
        return best;
    }

    private static long hash(long parent, int level, SortKeys.Key key) {
        var out = new ByteWriter(64).i64(parent).u8(level);
        key.value().ifPresent(value -> Values.writeTyped(out, value, CountWidth.WIDE));
        return MARK | CollapseState.hash(out.toBytes()) & MARK - 1;
    }

    Optional<Category> category(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    Leaf leaf(int number) {
        return leaves.get(number);
    }

    boolean isOpen(Category category, Set<Long> toggled) {
        return category.depth < orders.expanded() != toggled.contains(category.id);
    }

    /// The property that makes the categories of a level.
    PropertyTag property(int level) {
        return orders.orders().get(level).property();
    }

    /// The property that the categories are ordered by instead of their own, if they are.
    Optional<PropertyTag> aggregate() {
        return isByBest() ? Optional.of(orders.orders().get(orders.categorized()).property()) : Optional.empty();
    }

    int levels() {
        return orders.categorized();
    }

    /// The rows that show when the categories in `toggled` are not as they start.
    Visible visible(Set<Long> toggled) {
        var rows = new Rows();
        show(top, toggled, rows);
        return new Visible(this, rows.trimmed());
    }

    /// How many rows show below an open category.
    int visibleBelow(Category category, Set<Long> toggled) {
        var rows = new Rows();
        showBelow(category, toggled, rows);
        return rows.count;
    }

    private void show(List<Category> categories, Set<Long> toggled, Rows rows) {
        for (Category category : categories) {
            rows.add(~category.number);
            if (isOpen(category, toggled)) {
                showBelow(category, toggled, rows);
            }
        }
    }

    private void showBelow(Category category, Set<Long> toggled, Rows rows) {
        if (category.depth + 1 < orders.categorized()) {
            show(category.inner, toggled, rows);
        } else {
            for (int at = category.first; at < category.first + category.size; at++) {
                rows.add(at);
            }
        }
    }

    /// Numbers of leaves, or the complement of a category's.
    private static final class Rows {
        private int[] rows = new int[64];
        private int count;

        void add(int row) {
            if (count == rows.length) {
                rows = java.util.Arrays.copyOf(rows, 2 * count);
            }
            rows[count++] = row;
        }

        int[] trimmed() {
            return java.util.Arrays.copyOf(rows, count);
        }
    }

    /// Headers and the leaves of open categories.
    static final class Visible extends RowView.Drawn {
        private final Categories categories;
        private final int[] rows;

        Visible(Categories categories, int[] rows) {
            this.categories = categories;
            this.rows = rows;
        }

        Categories categories() {
            return categories;
        }

        @Override
        public int size() {
            return rows.length;
        }

        @Override
        RowView.Ref ref(int position) {
            int row = rows[position];
            if (row < 0) {
                return new RowView.Ref(categories.all.get(~row).id, 0, 0, true);
            }
            Leaf leaf = categories.leaves.get(row);
            return new RowView.Ref(leaf.id, leaf.instance, 0, false);
        }
    }
}
