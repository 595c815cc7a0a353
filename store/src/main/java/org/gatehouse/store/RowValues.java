package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Value;

/// What restrictions and sorts look at in one row.
interface RowValues {
    /// The value of that id, whole, whatever its type.
    Optional<Value> value(PropertyTag tag) throws SQLException;

    /// The recipients or attachments, for a restriction on them.
    List<RowValues> parts(PropertyTag subObject) throws SQLException;
}
