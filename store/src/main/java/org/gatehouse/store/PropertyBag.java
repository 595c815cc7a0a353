package org.gatehouse.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// Properties by id: an object has one value for an id, of one type.
///
/// One that was read keeps to its encoded form and decodes what is asked for, until it is changed or listed.
final class PropertyBag {
    private final TreeMap<Integer, Entry> entries = new TreeMap<>();
    /// Null once everything is in `entries`.
    private @Nullable EncodedBag encoded;

    record Entry(PropertyTag tag, Stored stored) {}

    PropertyBag() {}

    PropertyBag(EncodedBag encoded) {
        this.encoded = encoded;
    }

    private TreeMap<Integer, Entry> all() {
        if (encoded != null) {
            encoded.entries().forEach(entry -> entries.put(entry.tag.id(), entry));
            encoded = null;
        }
        return entries;
    }

    PropertyBag copy() {
        var copy = new PropertyBag();
        copy.entries.putAll(all());
        return copy;
    }

    Collection<Entry> entries() {
        return all().values();
    }

    int count() {
        return encoded != null ? encoded.count() : entries.size();
    }

    Optional<Entry> entry(PropertyTag tag) {
        return encoded != null ? encoded.entry(tag.id()) : Optional.ofNullable(entries.get(tag.id()));
    }

    /// The value when it is here and of the tag's type.
    Optional<Value> value(PropertyTag tag) {
        return entry(tag).filter(found -> found.tag.equals(tag))
                .flatMap(found -> found.stored instanceof Stored.Here(Value value) ? Optional.of(value)
                        : Optional.empty());
    }

    boolean has(PropertyTag tag) {
        return encoded != null ? encoded.has(tag.id()) : entries.containsKey(tag.id());
    }

    void put(PropertyTag tag, Stored stored) {
        all().put(tag.id(), new Entry(tag, stored));
    }

    void put(PropertyTag tag, Value value) {
        put(tag, new Stored.Here(value));
    }

    boolean remove(PropertyTag tag) {
        return all().remove(tag.id()) != null;
    }

    String text(PropertyTag tag) {
        return value(tag).map(value -> value instanceof Value.Text(String text) ? text : "").orElse("");
    }

    int int32(PropertyTag tag, int otherwise) {
        return value(tag).map(value -> value instanceof Value.Int32(int number) ? number : otherwise).orElse(otherwise);
    }

    List<PropertyTag> tags() {
        return all().values().stream().map(Entry::tag).toList();
    }

    /// Properties that are not the same here and there.
    List<PropertyTag> differences(PropertyBag other) {
        var differences = new ArrayList<PropertyTag>();
        for (Entry entry : all().values()) {
            if (!entry.equals(other.all().get(entry.tag.id()))) {
                differences.add(entry.tag);
            }
        }
        for (Entry entry : other.all().values()) {
            if (!has(entry.tag)) {
                differences.add(entry.tag);
            }
        }
        return differences;
    }

    long size() {
        long size = 0;
        for (Entry entry : all().values()) {
            size += 4 + entry.stored.size();
        }
        return size;
    }
}
