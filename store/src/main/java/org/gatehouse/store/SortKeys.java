package org.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The rules for columns and sort keys, and how rows compare by them.
final class SortKeys {
    private SortKeys() {}

    /// Refuses orders that mean nothing ([MS-OXCTABL] 2.2.2.3.1).
    static void check(SortOrderSet set) {
        List<SortOrder> orders = set.orders();
        for (int index = 0; index < orders.size(); index++) {
            SortOrder order = orders.get(index);
            if (isAggregate(order) && (index != set.categorized() || index == 0)) {
                throw new MailboxException(ErrorCode.INVALID_PARAMETER,
                        "an order of categories that does not follow them");
            }
            PropertyType type = order.property().type();
            if (type == PropertyType.ERROR_CODE || type == PropertyType.NULL || type == PropertyType.OBJECT) {
                throw new MailboxException(ErrorCode.INVALID_PARAMETER, "sorted by " + order.property());
            }
        }
        Optional<PropertyTag> _ = instanced(orders.stream().map(SortOrder::property).toList());
    }

    /// The multi-valued property whose values make rows of their own.
    ///
    /// @throws MailboxException INVALID_PARAMETER when it has one value, TOO_COMPLEX when there are several such
    static Optional<PropertyTag> instanced(List<PropertyTag> tags) {
        Optional<PropertyTag> found = Optional.empty();
        for (PropertyTag tag : tags) {
            if (!isInstance(tag)) {
                continue;
            }
            if (!tag.type().isMultiple()) {
                throw new MailboxException(ErrorCode.INVALID_PARAMETER, "instances of " + tag);
            }
            if (found.isPresent() && found.get().id() != tag.id()) {
                throw new MailboxException(ErrorCode.TOO_COMPLEX, "instances of two properties");
            }
            found = Optional.of(tag);
        }
        return found;
    }

    static boolean isInstance(PropertyTag tag) {
        return (tag.typeCode() & PropertyType.INSTANCE) != 0;
    }

    static boolean isAggregate(SortOrder order) {
        return switch (order.direction()) {
            case ASCENDING, DESCENDING -> false;
            case MAXIMUM_CATEGORY, MINIMUM_CATEGORY -> true;
        };
    }

    /// What rows are compared by.
    ///
    /// @param value text folded once, long values cut; none where the row has none
    /// @param place of a text in the order of a language, null where its characters decide
    record Key(Optional<Value> value, @Nullable Bytes place) {
        static final Key NONE = new Key(Optional.empty(), null);
    }

    static Key key(Optional<Value> value, TextOrder order) {
        Optional<Value> cut = value.map(each -> Cells.cut(each, BagCodec.START_BYTES, StandardCharsets.ISO_8859_1));
        if (cut.isPresent() && cut.get() instanceof Value.Text(String text)) {
            String folded = ValueOrder.folded(text);
            return new Key(Optional.of(new Value.Text(folded)), order.place(folded));
        }
        return new Key(cut, null);
    }

    /// No value is less than any.
    static int compare(Key left, Key right) {
        if (left.place != null && right.place != null) {
            return left.place.compareTo(right.place);
        }
        if (left.value.isPresent() && right.value.isPresent()) {
            return left.value.get() instanceof Value.Text(String a) && right.value.get() instanceof Value.Text(String b)
                    ? a.compareTo(b) : ValueOrder.compare(left.value.get(), right.value.get()).orElse(0);
        }
        return Boolean.compare(left.value.isPresent(), right.value.isPresent());
    }

    /// By all keys; an order of categories is none of rows.
    static int compare(List<SortOrder> orders, List<Key> left, List<Key> right) {
        for (int index = 0; index < orders.size(); index++) {
            int order = isAggregate(orders.get(index)) ? 0 : compare(left.get(index), right.get(index));
            if (order != 0) {
                return orders.get(index).direction() == SortOrder.Direction.DESCENDING ? -order : order;
            }
        }
        return 0;
    }
}
