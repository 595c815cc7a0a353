package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.store.Table;

/// A table without rows, with the columns of another.
record EmptyTable(Table like) implements Table {
    @Override
    public void restrict(Optional<Restriction> restriction) {
        like.restrict(restriction);
    }

    @Override
    public void sort(List<SortOrder> orders) {
        like.sort(orders);
    }

    @Override
    public int count() {
        return 0;
    }

    @Override
    public List<Row> rows(int from, int count, List<PropertyTag> columns) {
        return List.of();
    }

    @Override
    public OptionalInt find(Restriction restriction, int from, boolean backwards) {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt positionOf(ObjectId row) {
        return OptionalInt.empty();
    }

    @Override
    public Optional<ObjectId> idAt(int position) {
        return Optional.empty();
    }

    @Override
    public List<PropertyTag> allColumns() {
        return like.allColumns();
    }

    @Override
    public void refresh() {
        // Nothing is remembered.
    }

    @Override
    public void close() {
        like.close();
    }
}
