package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Value;

/// A row that stands for one value of a multi-valued property: tags with the instance bit tell that value alone
/// ([MS-OXCTABL] 2.2.2.2.1).
///
/// @param instance from 1
record InstanceValues(RowValues whole, int instance) implements RowValues {
    static RowValues of(RowValues whole, int instance) {
        return instance == 0 ? whole : new InstanceValues(whole, instance);
    }

    @Override
    public Optional<Value> value(PropertyTag tag) throws SQLException {
        Optional<Value> value = whole.value(tag);
        return SortKeys.isInstance(tag) ? value.flatMap(each -> single(each, instance)) : value;
    }

    /// One of several values; the value when it is one already; none when there are not that many.
    static Optional<Value> single(Value value, int instance) {
        if (!(value instanceof Value.Multiple many)) {
            return Optional.of(value);
        }
        return instance < 1 || instance > many.values().size() ? Optional.empty()
                : Optional.of(many.values().get(instance - 1));
    }

    @Override
    public List<RowValues> parts(PropertyTag subObject) throws SQLException {
        return whole.parts(subObject);
    }
}
