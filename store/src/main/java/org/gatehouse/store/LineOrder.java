package org.gatehouse.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// An order of a folder's lines. Rows without a value come first when ascending; equal ones keep the natural order.
///
/// @param orders none for the natural order
record LineOrder(List<SortOrder> orders, TextOrder text) {
    static final LineOrder NATURAL = new LineOrder(List.of(), TextOrder.PLAIN);

    LineOrder {
        orders = List.copyOf(orders);
    }

    /// What no text decides is the same in every language.
    static LineOrder of(List<SortOrder> orders, TextOrder text) {
        return new LineOrder(orders, orders.stream().anyMatch(order -> isText(order.property())) ? text
                : TextOrder.PLAIN);
    }

    private static boolean isText(PropertyTag tag) {
        int bit = MessageLine.bit(tag);
        return bit > 0 && bit <= MessageKeys.MESSAGE_CLASS;
    }

    /// A line with the places of its texts, which take longer to find than to compare.
    private record Placed(MessageLine line, List<Placed.Place> places) {
        /// @param at null without a text, or for what is no text
        private record Place(@Nullable Bytes at) {}
    }

    private Placed placed(MessageLine line) {
        return new Placed(line, orders.stream().map(order -> new Placed.Place(place(line, order.property()))).toList());
    }

    private @Nullable Bytes place(MessageLine line, PropertyTag tag) {
        String folded = isText(tag) ? line.text(tag) : null;
        return folded == null ? null : text.place(folded);
    }

    /// The lines in this order; what is given stays as it is.
    MessageLine[] sorted(MessageLine[] lines) {
        if (text.isPlain()) {
            MessageLine[] sorted = lines.clone();
            Arrays.sort(sorted, comparator());
            return sorted;
        }
        return Arrays.stream(lines).map(this::placed).sorted(this::compare).map(Placed::line)
                .toArray(MessageLine[]::new);
    }

    private int compare(Placed left, Placed right) {
        for (int index = 0; index < orders.size(); index++) {
            SortOrder order = orders.get(index);
            int compared = isText(order.property())
                    ? compare(left.places.get(index).at, right.places.get(index).at)
                    : compare(left.line, right.line, order.property());
            if (compared != 0) {
                return order.direction() == SortOrder.Direction.DESCENDING ? -compared : compared;
            }
        }
        return MessageLine.natural(left.line, right.line);
    }

    private static <T extends Comparable<T>> int compare(@Nullable T left, @Nullable T right) {
        return left != null && right != null ? left.compareTo(right) : Boolean.compare(left != null, right != null);
    }

    private static int compare(MessageLine left, MessageLine right, PropertyTag tag) {
        if (isText(tag)) {
            return compare(left.text(tag), right.text(tag));
        }
        if (tag.id() == Tags.MESSAGE_DELIVERY_TIME.id()) {
            // By creation where there is no delivery, as the natural order has it.
            return Long.compare(left.delivered(), right.delivered());
        }
        MessageLine.Told a = left.told(tag);
        MessageLine.Told b = right.told(tag);
        return a instanceof MessageLine.Told.Present(Value first) && b instanceof MessageLine.Told.Present(Value second)
                ? ValueOrder.compare(first, second).orElse(0)
                : Boolean.compare(a instanceof MessageLine.Told.Present, b instanceof MessageLine.Told.Present);
    }

    private Comparator<MessageLine> comparator() {
        if (!text.isPlain()) {
            return (left, right) -> compare(placed(left), placed(right));
        }
        return (left, right) -> {
            for (SortOrder order : orders) {
                int compared = compare(left, right, order.property());
                if (compared != 0) {
                    return order.direction() == SortOrder.Direction.DESCENDING ? -compared : compared;
                }
            }
            return MessageLine.natural(left, right);
        };
    }

    /// Lines that are in this order without those that changed, and with what became of these.
    MessageLine[] merged(MessageLine[] old, Set<Long> changed, List<MessageLine> found) {
        Comparator<MessageLine> order = comparator();
        var merged = new ArrayList<MessageLine>(old.length + found.size());
        int from = 0;
        for (MessageLine line : found.stream().sorted(order).toList()) {
            int place = Arrays.binarySearch(old, line, order);
            int to = place < 0 ? ~place : place;
            keep(old, from, to, changed, merged);
            merged.add(line);
            from = to;
        }
        keep(old, from, old.length, changed, merged);
        return merged.toArray(MessageLine[]::new);
    }

    private static void keep(MessageLine[] old, int from, int to, Set<Long> changed, List<MessageLine> into) {
        for (int at = from; at < to; at++) {
            if (!changed.contains(old[at].mid())) {
                into.add(old[at]);
            }
        }
    }
}
