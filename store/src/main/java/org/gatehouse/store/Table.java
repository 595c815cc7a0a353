package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;

/// The rows of a folder, restricted and sorted. Cursors, columns and bookmarks are the caller's.
///
/// Holds no transaction: the first use after opening, [#restrict], [#sort] or [#refresh] draws up the list of row ids
/// and keeps it, so that paging is stable while others change the folder. The list is drawn up anew at the next use
/// that starts at row 0 (or [#count]) after something in the folder changed. A row whose object has gone in between
/// is left out of the answer's cells as absent values, never shifted.
public interface Table extends AutoCloseable {
    /// Lets only matching rows through; none for all. TOO_COMPLEX refuses what cannot be evaluated.
    void restrict(Optional<Restriction> restriction);

    /// Sorts; none for the natural order: newest delivery first for messages, by name for folders.
    void sort(List<SortOrder> orders);

    int count();

    /// Rows from a position; fewer at the end. Long values are cut to [StoreLimits#cellBytesMax].
    List<Row> rows(int from, int count, List<PropertyTag> columns);

    /// The first matching row at `from` or after it (before it when `backwards`).
    OptionalInt find(Restriction restriction, int from, boolean backwards);

    /// Where a row is now, for bookmarks; none when it has gone.
    OptionalInt positionOf(ObjectId row);

    /// The id of a row, for bookmarks.
    Optional<ObjectId> idAt(int position);

    /// All properties that rows have ([MS-OXCTABL] RopQueryColumnsAll), at least those always computed.
    List<PropertyTag> allColumns();

    /// Forgets the list of rows.
    void refresh();

    @Override
    void close();

    /// @param id the folder's or message's
    record Row(ObjectId id, List<Cell> cells) {}
}
