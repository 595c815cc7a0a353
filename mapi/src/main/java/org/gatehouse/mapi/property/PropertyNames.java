package org.gatehouse.mapi.property;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The canonical names of property tags ([MS-OXPROPS] 2), for traces, shells and logs; from the table `tags.tsv`.
public final class PropertyNames {
    private static final Map<String, PropertyTag> BY_NAME = load();
    private static final Map<Integer, String> BY_ID = byId();

    private PropertyNames() {}

    /// The tag of `PidTagDisplayName`; letter case does not matter.
    public static Optional<PropertyTag> tag(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /// `PidTagDisplayName` whatever the tag's type, or the tag in hexadecimal.
    public static String name(PropertyTag tag) {
        return BY_ID.getOrDefault(tag.id(), tag.toString());
    }

    private static Map<Integer, String> byId() {
        var names = new HashMap<Integer, String>();
        forEachRow((name, tag) -> names.putIfAbsent(tag.id(), name));
        return Map.copyOf(names);
    }

    private static Map<String, PropertyTag> load() {
        var tags = new HashMap<String, PropertyTag>();
        forEachRow((name, tag) -> tags.put(name.toLowerCase(Locale.ROOT), tag));
        return Map.copyOf(tags);
    }

    private static void forEachRow(java.util.function.BiConsumer<String, PropertyTag> row) {
        var table = Objects.requireNonNull(PropertyNames.class.getResourceAsStream("tags.tsv"), "tags.tsv");
        try (var lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", -1);
                row.accept(columns[0], PropertyTag.of(Integer.decode(columns[1]), PropertyType.valueOf(columns[2])));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
