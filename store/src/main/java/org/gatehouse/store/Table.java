package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.wire.Bytes;

/// The rows of a folder or message, restricted, sorted and grouped, with a cursor and marks ([MS-OXCTABL]).
///
/// A table shows what is there: every use sees the changes of others. Cursor and marks stand before a row and stay
/// with it, or with the row that followed it once it has gone. Positions count the visible rows from 0. Holds no
/// transaction, and no list of rows where an index of the database has the order.
public interface Table extends AutoCloseable {
    /// Lets only matching rows through; none for all. Cursor and marks are lost.
    ///
    /// @throws MailboxException TOO_COMPLEX when it cannot be evaluated
    void restrict(Optional<Restriction> restriction);

    /// Sorts and groups; no keys for the natural order: newest delivery first for messages, by name for folders.
    /// Cursor and marks are lost.
    ///
    /// @throws MailboxException INVALID_PARAMETER or TOO_COMPLEX ([MS-OXCTABL] 2.2.2.3.1)
    void sort(SortOrderSet orders);

    default void sort(List<SortOrder> orders) {
        sort(SortOrderSet.of(orders));
    }

    /// Says which columns will be asked for: one with [org.gatehouse.mapi.property.PropertyType#INSTANCE] gives every
    /// row as often as its property has values. Cursor and marks stay where they can.
    ///
    /// @throws MailboxException INVALID_PARAMETER or TOO_COMPLEX
    void show(List<PropertyTag> columns);

    int count();

    /// Where the cursor is, at most [#count].
    int position();

    void moveTo(int position);

    /// Rows from a position; fewer at the end. Long values are cut to [StoreLimits#cellBytesMax].
    List<Row> rows(int from, int count, List<PropertyTag> columns);

    /// The first matching row at `from` or after it (before it when `backwards`).
    OptionalInt find(Restriction restriction, int from, boolean backwards);

    /// Marks the cursor's row; the mark's number.
    ///
    /// @throws MailboxException OUT_OF_RESOURCES
    int mark();

    /// @throws MailboxException INVALID_BOOKMARK
    Place marked(int mark);

    /// False when there is no such mark.
    boolean unmark(int mark);

    /// Shows the rows of a category.
    ///
    /// @param category PidTagInstID of its header
    /// @throws MailboxException NOT_FOUND, NOT_COLLAPSED
    Expanded expand(long category);

    /// Hides the rows of a category; how many they were.
    ///
    /// @throws MailboxException NOT_FOUND, NOT_EXPANDED
    int collapse(long category);

    /// Which categories are open, and a row, for [#setCollapseState] of this or another table of that order.
    ///
    /// @param row PidTagInstID of the row
    /// @param instance its PidTagInstanceNum
    Bytes collapseState(long row, int instance);

    /// Opens and closes categories as they were and moves the cursor to the row; the number of a mark there.
    ///
    /// @throws MailboxException INVALID_PARAMETER when it is not a state of a table with this order and restriction
    int setCollapseState(Bytes state);

    /// How rows look that changed, those that stay in the order of the table. None when that cannot be told row by row:
    /// in a grouped table, or one that nobody has looked at since it was sorted or restricted.
    ///
    /// @param touched each object once
    Optional<List<RowChange>> follow(List<RowChange.Touched> touched, List<PropertyTag> columns);

    /// All properties that rows have ([MS-OXCTABL] RopQueryColumnsAll), at least those always computed.
    List<PropertyTag> allColumns();

    /// Takes back columns, restriction and order; cursor and marks are lost.
    void reset();

    @Override
    void close();

    /// @param id the folder's or message's; of a category's header, its own
    record Row(ObjectId id, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /// @param gone whether the row is no longer there, and the position that of the row behind it
    record Place(int position, boolean gone) {}

    /// @param header where the category's header is
    /// @param rows how many became visible, right behind it
    record Expanded(int header, int rows) {}
}
