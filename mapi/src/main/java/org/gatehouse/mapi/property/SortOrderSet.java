package org.gatehouse.mapi.property;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// How a table is sorted and grouped ([MS-OXCDATA] 2.13.2).
///
/// @param categorized how many of the first keys make categories
/// @param expanded how many of those start expanded
public record SortOrderSet(List<SortOrder> orders, int categorized, int expanded) {
    /// Keys that one set may hold; clients use five at most.
    public static final int ORDERS_MAX = 64;

    public SortOrderSet {
        orders = List.copyOf(orders);
        if (orders.size() > ORDERS_MAX || categorized < 0 || categorized > orders.size() || expanded < 0
                || expanded > categorized) {
            throw new IllegalArgumentException(
                    orders.size() + " sort orders, " + categorized + " categorized, " + expanded + " expanded");
        }
    }

    public static SortOrderSet of(List<SortOrder> orders) {
        return new SortOrderSet(orders, 0, 0);
    }

    public static SortOrderSet read(ByteReader in) {
        int count = in.u16();
        int categorized = in.u16();
        int expanded = in.u16();
        require(count <= ORDERS_MAX && categorized <= count && expanded <= categorized, "SortOrderSet counts");
        return new SortOrderSet(in.list(count, SortOrder.SIZE, SortOrder::read), categorized, expanded);
    }

    public void write(ByteWriter out) {
        out.u16(orders.size()).u16(categorized).u16(expanded);
        orders.forEach(order -> order.write(out));
    }
}
