package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;

/// How a row of a table looks after a change ([MS-OXCNOTIF] 3.1.4.3, the informative notifications).
public sealed interface RowChange {
    /// @param folder the folder itself, or the one that the message lies in
    /// @param object the message; none for a folder
    record RowId(ObjectId folder, Optional<ObjectId> object) {}

    RowId row();

    /// @param after the row before it; none at the top
    record Added(RowId row, Optional<RowId> after, List<Cell> cells) implements RowChange {}

    /// It may stand elsewhere than before.
    record Modified(RowId row, Optional<RowId> after, List<Cell> cells) implements RowChange {}

    record Deleted(RowId row) implements RowChange {}

    /// An object of which an event told.
    ///
    /// @param folder that the message lies or lay in; a folder's own id
    record Touched(ObjectId folder, ObjectId object, How how) {
        /// `FELL` is into a table of softly deleted objects, or beyond recovery from wherever it was.
        public enum How { CAME, CHANGED, WENT, FELL }
    }
}
