package org.gatehouse.store;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Value;

/// Properties by id: an object has one value for an id, of one type.
final class PropertyBag {
    private final TreeMap<Integer, Entry> entries = new TreeMap<>();

    record Entry(PropertyTag tag, Stored stored) {}

    PropertyBag copy() {
        var copy = new PropertyBag();
        copy.entries.putAll(entries);
        return copy;
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    int count() {
        return entries.size();
    }

    Optional<Entry> entry(PropertyTag tag) {
        return Optional.ofNullable(entries.get(tag.id()));
    }

    /// The value when it is here and of the tag's type.
    Optional<Value> value(PropertyTag tag) {
        return entry(tag).filter(found -> found.tag.equals(tag))
                .flatMap(found -> found.stored instanceof Stored.Here(Value value) ? Optional.of(value)
                        : Optional.empty());
    }

    boolean has(PropertyTag tag) {
        return entries.containsKey(tag.id());
    }

    void put(PropertyTag tag, Stored stored) {
        entries.put(tag.id(), new Entry(tag, stored));
    }

    void put(PropertyTag tag, Value value) {
        put(tag, new Stored.Here(value));
    }

    boolean remove(PropertyTag tag) {
        return entries.remove(tag.id()) != null;
    }

    String text(PropertyTag tag) {
        return value(tag).map(value -> value instanceof Value.Text(String text) ? text : "").orElse("");
    }

    int int32(PropertyTag tag, int otherwise) {
        return value(tag).map(value -> value instanceof Value.Int32(int number) ? number : otherwise).orElse(otherwise);
    }

    long size() {
        long size = 0;
        for (Entry entry : entries.values()) {
            size += 4 + entry.stored.size();
        }
        return size;
    }
}
