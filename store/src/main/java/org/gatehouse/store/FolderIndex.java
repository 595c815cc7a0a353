package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.PropertyTag;
import org.jspecify.annotations.Nullable;

/// The lines of a folder's messages in memory, in the orders that tables asked for; all sessions of the mailbox share
/// them. Changes of single messages are taken over one by one.
final class FolderIndex {
    private static final String ALL = "SELECT " + MessageLine.COLUMNS
            + MessageRow.IN_FOLDER + " ORDER BY delivered DESC, mid DESC LIMIT ?";
    private static final String ONE = "SELECT " + MessageLine.COLUMNS
            + MessageRow.IN_FOLDER + " AND mid = ?";
    /// Orders kept beside the natural one, those of different languages together; one too many and all are made anew.
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
        private final Map<LineOrder, MessageLine[]> sorted = new HashMap<>();

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
        synchronized Optional<MessageLine[]> sorted(LineOrder order) {
            if (!tellsAll(order)) {
                return Optional.empty();
            }
            MessageLine[] known = sorted.get(order);
            if (known == null) {
                known = order.sorted(natural);
                keep(order, known);
            }
            return Optional.of(known);
        }

        private boolean tellsAll(LineOrder order) {
            return order.orders().stream().allMatch(each -> tells(each.property()));
        }

        private void keep(LineOrder order, MessageLine[] made) {
            if (sorted.size() >= ORDERS_MAX) {
                sorted.clear();
            }
            sorted.put(order, made);
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
            var next = new Lines(LineOrder.NATURAL.merged(natural, changed, found));
            sorted.forEach((order, known) -> {
                if (next.tellsAll(order)) {
                    next.sorted.put(order, order.merged(known, changed, found));
                }
            });
            return next;
        }
    }
}
