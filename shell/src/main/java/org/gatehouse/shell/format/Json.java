package org.gatehouse.shell.format;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Objects as JSON; dates by ISO 8601, sizes and other values as their text.
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// @param depth how many levels of properties are kept as objects; deeper ones become text
    public static String write(@Nullable Object value, int depth, boolean compressed) {
        Object tree = tree(value, depth);
        return compressed ? MAPPER.writeValueAsString(tree)
                : MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    }

    private static @Nullable Object tree(@Nullable Object value, int depth) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Number number -> number;
            case Instant instant -> instant.toString();
            case List<?> list -> {
                var items = new ArrayList<@Nullable Object>();
                list.forEach(item -> items.add(tree(item, depth)));
                yield items;
            }
            case ShellObject object when depth > 0 -> table(object.properties(), depth);
            case Map<?, ?> map when depth > 0 -> table(map, depth);
            default -> Values.text(value);
        };
    }

    private static Object table(Map<?, ?> map, int depth) {
        var table = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> table.put(Values.text(name), tree(value, depth - 1)));
        return table;
    }
}
