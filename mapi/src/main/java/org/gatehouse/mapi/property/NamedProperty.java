package org.gatehouse.mapi.property;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A named property that the specifications know ([MS-OXPROPS] 2.1 to 2.500); from the table `named.tsv`.
///
/// Its id differs from mailbox to mailbox: `session.propertyIds` and RopGetPropertyIdsFromNames tell it.
///
/// @param canonicalName such as `PidLidAppointmentRecur`
/// @param type as it is stored
public record NamedProperty(String canonicalName, PropertyName name, PropertyType type) {
    private static final Map<String, NamedProperty> BY_CANONICAL_NAME = load();
    private static final Map<PropertyName, NamedProperty> BY_NAME = byName();

    /// @param canonicalName as the specification writes it
    public static NamedProperty of(String canonicalName) {
        NamedProperty property = BY_CANONICAL_NAME.get(canonicalName);
        if (property == null) {
            throw new IllegalArgumentException("no named property " + canonicalName);
        }
        return property;
    }

    /// What a mailbox's name means.
    public static Optional<NamedProperty> of(PropertyName name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public static Collection<NamedProperty> all() {
        return BY_CANONICAL_NAME.values();
    }

    /// The property where a mailbox has given its name an id.
    public PropertyTag tag(int id) {
        return PropertyTag.of(id, type);
    }

    private static Map<PropertyName, NamedProperty> byName() {
        var names = new HashMap<PropertyName, NamedProperty>();
        all().forEach(property -> names.put(property.name, property));
        return Map.copyOf(names);
    }

    private static Map<String, NamedProperty> load() {
        var properties = new LinkedHashMap<String, NamedProperty>();
        var table = Objects.requireNonNull(NamedProperty.class.getResourceAsStream("named.tsv"), "named.tsv");
        try (var lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                NamedProperty property = row(line.split("\t", -1));
                properties.put(property.canonicalName, property);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Collections.unmodifiableMap(properties);
    }

    private static NamedProperty row(String[] columns) {
        PropertySet set = PropertySet.valueOf(columns[1]);
        PropertyName name = columns[2].toLowerCase(Locale.ROOT).startsWith("0x")
                ? new PropertyName.Lid(set.guid(), Integer.decode(columns[2]))
                : new PropertyName.Text(set.guid(), columns[2]);
        return new NamedProperty(columns[0], name, PropertyType.valueOf(columns[3]));
    }
}
