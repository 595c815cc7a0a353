package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.PropertyObject;
import org.gatehouse.store.ValueStream;

/// A mailbox's properties with those that belong to the logon ([MS-OXCSTOR] 2.2.2.1.1.12 to 2.2.2.1.1.14) and with what
/// an unset one means where the specification says so. The two languages can be set (MS-OXCSTOR_R3068006, R3068007).
final class LogonProperties implements PropertyObject {
    private final PropertyObject store;
    private final LogonLocale locale;
    /// Whatever the mailbox holds.
    private final Map<Integer, Value> own;
    /// Never the client's to set, whether there is one or not.
    private static final Set<Integer> LIMITS = Set.of(Tags.STORAGE_QUOTA_LIMIT.id(), Tags.PROHIBIT_SEND_QUOTA.id(),
            Tags.PROHIBIT_RECEIVE_QUOTA.id(), Tags.MAXIMUM_SUBMIT_MESSAGE_SIZE.id());

    LogonProperties(PropertyObject store, LogonLocale locale, AccessDirectory.Quotas quotas) {
        this.store = store;
        this.locale = locale;
        this.own = new TreeMap<>(Map.of(
                Tags.LOCALE_ID.id(), new Value.Int32(locale.strings()),
                Tags.SORT_LOCALE_ID.id(), new Value.Int32(locale.sort()),
                Tags.CODE_PAGE_ID.id(), new Value.Int32(locale.codePage())));
        // 2.2.2.1.1.2 to 2.2.2.1.1.4: kilobytes, unset for no limit.
        quotas.warning().ifPresent(limit -> own.put(Tags.STORAGE_QUOTA_LIMIT.id(), new Value.Int32(limit)));
        quotas.send().ifPresent(limit -> own.put(Tags.PROHIBIT_SEND_QUOTA.id(), new Value.Int32(limit)));
        quotas.receive().ifPresent(limit -> own.put(Tags.PROHIBIT_RECEIVE_QUOTA.id(), new Value.Int32(limit)));
        quotas.submit().ifPresent(limit -> own.put(Tags.MAXIMUM_SUBMIT_MESSAGE_SIZE.id(), new Value.Int32(limit)));
    }

    /// Nobody is out of office who has not said so (2.2.2.1.2.4).
    private static Cell unset(PropertyTag tag) {
        boolean asked = tag.type() == PropertyType.BOOLEAN || tag.type() == PropertyType.UNSPECIFIED;
        return asked && tag.id() == Tags.OUT_OF_OFFICE_STATE.id() ? new Cell.Present(new Value.Bool(false))
                : new Cell.Absent();
    }

    @Override
    public List<PropertyTag> tags() {
        var tags = new ArrayList<PropertyTag>(store.tags());
        own.keySet().forEach(id -> tags.add(PropertyTag.of(id, PropertyType.INTEGER32)));
        if (tags.stream().noneMatch(tag -> tag.id() == Tags.OUT_OF_OFFICE_STATE.id())) {
            tags.add(Tags.OUT_OF_OFFICE_STATE);
        }
        return tags;
    }

    @Override
    public List<Cell> get(List<PropertyTag> tags, int bytesMax) {
        var cells = new ArrayList<Cell>(store.get(tags, bytesMax));
        for (int i = 0; i < cells.size(); i++) {
            PropertyTag tag = tags.get(i);
            Value value = own.get(tag.id());
            if (value != null) {
                boolean asked = tag.type() == PropertyType.UNSPECIFIED || tag.type() == value.type();
                cells.set(i, asked ? new Cell.Present(value) : new Cell.Absent());
            } else if (cells.get(i) instanceof Cell.Absent) {
                cells.set(i, unset(tag));
            }
        }
        return cells;
    }

    @Override
    public List<PropertyValue> all(int bytesMax) {
        var values = new ArrayList<PropertyValue>(store.all(bytesMax));
        own.forEach((id, value) -> values.add(new PropertyValue(PropertyTag.of(id, value.type()), value)));
        if (values.stream().noneMatch(value -> value.tag().id() == Tags.OUT_OF_OFFICE_STATE.id())) {
            values.add(new PropertyValue(Tags.OUT_OF_OFFICE_STATE, new Value.Bool(false)));
        }
        return values;
    }

    @Override
    public List<PropertyProblem> set(List<PropertyValue> values) {
        var problems = new ArrayList<PropertyProblem>();
        var others = new ArrayList<PropertyValue>();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < values.size(); i++) {
            PropertyTag tag = values.get(i).tag();
            if (choose(values.get(i))) {
                own.put(tag.id(), values.get(i).value());
            } else if (own.containsKey(tag.id()) || LIMITS.contains(tag.id())) {
                problems.add(new PropertyProblem(i, tag, ErrorCode.COMPUTED_VALUE));
            } else {
                others.add(values.get(i));
                places.add(i);
            }
        }
        store.set(others).forEach(each ->
                problems.add(new PropertyProblem(places.get(each.index()), each.tag(), each.error())));
        return problems;
    }

    private boolean choose(PropertyValue chosen) {
        if (chosen.tag().equals(Tags.LOCALE_ID) && chosen.value() instanceof Value.Int32(int strings)) {
            locale.chooseStrings(strings);
            return true;
        }
        if (chosen.tag().equals(Tags.SORT_LOCALE_ID) && chosen.value() instanceof Value.Int32(int sort)) {
            locale.chooseSort(sort);
            return true;
        }
        return false;
    }

    @Override
    public List<PropertyProblem> delete(List<PropertyTag> tags) {
        return store.delete(tags);
    }

    @Override
    public ValueStream stream(PropertyTag tag, StreamMode mode) {
        return store.stream(tag, mode);
    }
}
