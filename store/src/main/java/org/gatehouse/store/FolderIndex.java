package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// The lines of a folder's messages in memory, in the orders that tables asked for; all sessions of the mailbox share
/// them. Changes of single messages are taken over one by one.
final class FolderIndex {
    private static final String ALL = "SELECT " + MessageLine.COLUMNS
            + MessageRow.IN_FOLDER + " ORDER BY delivered DESC, mid DESC LIMIT ?";
    private static final String ONE = "SELECT " + MessageLine.COLUMNS
            + MessageRow.IN_FOLDER + " AND mid = ?";
    /// Orders kept beside the natural one; the first made goes first.
    private static final int ORDERS_MAX = 6;
    /// With more changes waiting, the whole folder is read again.
    private static final int CHANGES_MAX = 1_000;

    private final Mailbox mailbox;
    private final long fid;
    private final int place;
    private final Object changesLock = new Object();
    private Set<Long> changes = new HashSet<>();
    private volatile @Nullable Lines lines;

    FolderIndex(Mailbox mailbox, long fid, int place) {
        this.mailbox = mailbox;
        this.fid = fid;
        this.place = place;
    }

    /// Takes note that a message came, changed or went; on the writer's thread, once that is on disk.
    void changed(long mid) {
        synchronized (changesLock) {
            if (changes.size() <= CHANGES_MAX) {
                changes.add(mid);
            }
        }
    }

    /// Gives up the lines; who asks next has them read again.
    void forget() {
        lines = null;
    }

    private Set<Long> takeChanges() {
        synchronized (changesLock) {
            Set<Long> taken = changes;
            changes = new HashSet<>();
            return taken;
        }
    }

    /// The lines as they are, every write that returned before included. None when the folder has more than `linesMax`.
    synchronized Optional<Lines> lines(int linesMax) {
        // What changes from here on is read again next time, whether or not the snapshot holds it already.
        Set<Long> changed = takeChanges();
        Lines known = lines;
        if (known == null || changed.size() > CHANGES_MAX) {
            List<MessageLine> all = mailbox.engine.read(sql -> sql.list(ALL, MessageLine::read, mailbox.mb, fid,
                    place, linesMax + 1));
            known = all.size() > linesMax ? null : new Lines(all.toArray(MessageLine[]::new));
        } else if (!changed.isEmpty()) {
            known = known.with(changed, mailbox.engine.read(sql -> reread(sql, changed)));
        }
        lines = known;
        return Optional.ofNullable(known);
    }

    private List<MessageLine> reread(Sql sql, Set<Long> changed) throws SQLException {
        var found = new ArrayList<MessageLine>();
        for (long mid : changed) {
            sql.one(ONE, MessageLine::read, mailbox.mb, fid, place, mid).ifPresent(found::add);
        }
        return found;
    }

    /// One state of the folder. The arrays are never written to once made.
    static final class Lines {
        private final MessageLine[] natural;
        private final int unsure;
        private final Map<List<SortOrder>, MessageLine[]> sorted = new HashMap<>();

        Lines(MessageLine[] natural) {
            this.natural = natural;
            int bits = 0;
            for (MessageLine line : natural) {
                bits |= line.keys().unsure();
            }
            this.unsure = bits;
        }

        MessageLine[] natural() {
            return natural;
        }

        /// The lines in an order; none when a line does not tell what it is sorted by.
        synchronized Optional<MessageLine[]> sorted(List<SortOrder> orders) {
            if (orders.stream().anyMatch(order -> !tells(order.property()))) {
                return Optional.empty();
            }
            MessageLine[] known = sorted.get(orders);
            if (known == null) {
                known = natural.clone();
                Arrays.sort(known, comparator(orders));
                keep(orders, known);
            }
            return Optional.of(known);
        }

        private void keep(List<SortOrder> orders, MessageLine[] made) {
            if (sorted.size() >= ORDERS_MAX) {
                sorted.clear();
            }
            sorted.put(orders, made);
        }

        private boolean tells(PropertyTag tag) {
            int bit = MessageLine.bit(tag);
            return bit >= 0 && (unsure & bit) == 0;
        }

        /// Whether every line tells every one of these properties whole.
        boolean tellsValues(List<PropertyTag> tags) {
            return tags.stream().allMatch(this::tells);
        }

        synchronized Lines with(Set<Long> changed, List<MessageLine> found) {
            var next = new Lines(merged(natural, changed, found, MessageLine::natural));
            sorted.forEach((orders, known) -> {
                if (orders.stream().allMatch(order -> next.tells(order.property()))) {
                    next.sorted.put(orders, merged(known, changed, found, comparator(orders)));
                }
            });
            return next;
        }

        private static MessageLine[] merged(MessageLine[] old, Set<Long> changed, List<MessageLine> found,
                Comparator<MessageLine> order) {
            var added = new ArrayList<>(found);
            added.sort(order);
            var merged = new ArrayList<MessageLine>(old.length + added.size());
            int next = 0;
            for (MessageLine line : old) {
                if (changed.contains(line.mid())) {
                    continue;
                }
                while (next < added.size() && order.compare(added.get(next), line) <= 0) {
                    merged.add(added.get(next++));
                }
                merged.add(line);
            }
            merged.addAll(added.subList(next, added.size()));
            return merged.toArray(MessageLine[]::new);
        }
    }

    /// Rows without a value come first when ascending; equal ones keep the natural order.
    private static Comparator<MessageLine> comparator(List<SortOrder> orders) {
        Comparator<MessageLine> all = null;
        for (SortOrder order : orders) {
            Comparator<MessageLine> one = comparator(order.property());
            if (order.direction() == SortOrder.Direction.DESCENDING) {
                one = one.reversed();
            }
            all = all == null ? one : all.thenComparing(one);
        }
        return all == null ? MessageLine::natural : all.thenComparing(MessageLine::natural);
    }

    private static Comparator<MessageLine> comparator(PropertyTag tag) {
        int bit = MessageLine.bit(tag);
        if (bit > 0 && bit <= MessageKeys.MESSAGE_CLASS) {
            return (left, right) -> {
                String a = left.text(tag);
                String b = right.text(tag);
                return a != null && b != null ? a.compareTo(b) : Boolean.compare(a != null, b != null);
            };
        }
        if (tag.id() == Tags.MESSAGE_DELIVERY_TIME.id()) {
            // By creation where there is no delivery, as the natural order has it.
            return Comparator.comparingLong(MessageLine::delivered);
        }
        return (left, right) -> {
            MessageLine.Told a = left.told(tag);
            MessageLine.Told b = right.told(tag);
            return a instanceof MessageLine.Told.Present(Value first)
                    && b instanceof MessageLine.Told.Present(Value second)
                    ? ValueOrder.compare(first, second).orElse(0)
                    : Boolean.compare(a instanceof MessageLine.Told.Present, b instanceof MessageLine.Told.Present);
        };
    }
}
