package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.RowChange.RowId;
import org.gatehouse.store.RowChange.Touched;
import org.gatehouse.store.RowChange.Touched.How;
import org.jspecify.annotations.Nullable;

/// Tells what became of rows between two views of a table.
///
/// @param <R> a row as read
final class RowChanges<R> {
    private final RowTable<R> table;
    private final Sql sql;
    private final RowView before;
    private final RowView now;
    private final boolean restricted;
    private final List<PropertyTag> columns;
    private final Map<Long, Standing> standing = new LinkedHashMap<>();
    private final List<RowChange> changes = new ArrayList<>();

    /// @param before the view that was shown last; the same as `now` when it was drawn up after the changes
    RowChanges(RowTable<R> table, Sql sql, RowView before, RowView now, boolean restricted,
            List<PropertyTag> columns) {
        this.table = table;
        this.sql = sql;
        this.before = before;
        this.now = now;
        this.restricted = restricted;
        this.columns = columns;
    }

    /// A row that is there now.
    private record Standing(RowView.Spot spot, boolean isNew) {}

    /// None when it is not known whether a row was there before.
    Optional<List<RowChange>> of(List<Touched> touched) throws SQLException {
        for (Touched each : touched) {
            long id = each.object().counter();
            Optional<RowView.Spot> spot = now.spot(sql, id);
            Boolean was = wasThere(each.how(), id, spot.isPresent());
            if (was == null && (spot.isPresent() || each.how() == How.FELL)) {
                return Optional.empty();
            }
            if (spot.isPresent()) {
                standing.put(id, new Standing(spot.get(), Boolean.FALSE.equals(was)));
            } else if (!Boolean.FALSE.equals(was)) {
                changes.add(new RowChange.Deleted(new RowId(each.folder(), table.isOfMessages()
                        ? Optional.of(each.object()) : Optional.empty())));
            }
        }
        while (!standing.isEmpty()) {
            tell(standing.keySet().iterator().next());
        }
        return Optional.of(changes);
    }

    /// Null when only a list that is gone would tell.
    @SuppressWarnings("ReferenceEquality") // whether it is the same view, not an equal one
    private @Nullable Boolean wasThere(How how, long id, boolean isThere) {
        if (before != now && before instanceof RowView.Drawn drawn) {
            return drawn.positionOf(RowView.Ref.of(id)) >= 0;
        }
        return switch (how) {
            case CAME -> false;
            case WENT -> true;
            case CHANGED -> restricted ? null : Boolean.TRUE;
            case FELL -> isThere ? Boolean.FALSE : null;
        };
    }

    /// A row after the one that it stands behind, so that who follows the changes one by one knows that one.
    private void tell(long id) throws SQLException {
        Standing told = standing.remove(id);
        if (told == null) {
            return;
        }
        RowView.Ref above = told.spot.before();
        if (above != null) {
            tell(above.id());
        }
        Optional<R> row = table.load(sql, id);
        if (row.isEmpty()) {
            return; // gone since the view was drawn up: another event tells of that
        }
        Optional<RowId> after = above == null ? Optional.empty()
                : Optional.of(rowId(above.id(), table.load(sql, above.id())));
        RowId own = rowId(id, row);
        List<Cell> cells = table.row(sql, RowView.Ref.of(id), row, columns).cells();
        changes.add(told.isNew ? new RowChange.Added(own, after, cells) : new RowChange.Modified(own, after, cells));
    }

    private RowId rowId(long id, Optional<R> row) throws SQLException {
        ObjectId object = table.objectId(id);
        if (!table.isOfMessages()) {
            return new RowId(object, Optional.empty());
        }
        Cell folder = row.isEmpty() ? new Cell.Absent() : table.cell(sql, row.get(), 0, Tags.FOLDER_ID);
        return new RowId(folder instanceof Cell.Present(Value.Int64(long wire)) ? ObjectId.ofWire(wire)
                : table.objectId(table.folder()), Optional.of(object));
    }
}
