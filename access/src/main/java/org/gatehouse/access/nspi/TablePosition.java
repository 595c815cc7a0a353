package org.gatehouse.access.nspi;

import java.util.Optional;
import org.gatehouse.mapi.nspi.Stat;

/// Where a STAT stands in its address list ([MS-OXNSPI] 3.1.4.5).
///
/// @param initial the row that CurrentRec or NumPos names, before any movement
/// @param current the row after moving by Delta; the table's size stands for one past the last row
record TablePosition(int initial, int current, int size) {
    /// Empty when the current row names no object of the table.
    static Optional<TablePosition> of(Stat stat, AddressTable table, MinimalIds minimalIds) {
        int size = table.size();
        Optional<Integer> initial = switch (stat.currentRec()) {
            case Stat.MID_BEGINNING_OF_TABLE -> Optional.of(0);
            case Stat.MID_END_OF_TABLE -> Optional.of(size);
            case Stat.MID_CURRENT -> Optional.of(fraction(stat, size));
            default -> minimalIds.object(stat.currentRec()).flatMap(table::position);
        };
        return initial.map(row -> new TablePosition(row, row, size).moved(stat.delta()));
    }

    /// Fractional positioning ([MS-OXNSPI] 3.1.4.5.2): the client's fraction of its table, in ours.
    private static int fraction(Stat stat, int size) {
        long total = Integer.toUnsignedLong(stat.totalRecs());
        long wanted = Integer.toUnsignedLong(stat.numPos());
        if (total == 0) {
            return (int) Math.min(wanted, size);
        }
        return (int) Math.min(size, Math.min(wanted, total) * size / total);
    }

    /// Moves and stops at the first row, or one past the last.
    TablePosition moved(long rows) {
        return new TablePosition(initial, Math.clamp(current + rows, 0, size), size);
    }

    /// The STAT of this place. A successful method leaves Delta zero ([MS-OXNSPI] 2.2.8).
    Stat update(Stat stat, AddressTable table, MinimalIds minimalIds) {
        int currentRec = current == size ? Stat.MID_END_OF_TABLE : minimalIds.of(table.entries().get(current).guid());
        return stat.at(currentRec, current, size).withDelta(0);
    }
}
