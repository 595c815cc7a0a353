package org.gatehouse.shell.format;

import java.util.List;
import java.util.Map;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// Values as they stand in tables and lists.
final class Cells {
    /// As Exchange's shell sets $FormatEnumerationLimit.
    static final int ITEMS_MAX = 16;

    private Cells() {}

    /// One line; several values as `{a, b}`. Control characters are made visible: a name must not steer a terminal.
    static String text(@Nullable Object value) {
        if (value instanceof List<?> list) {
            var shown = new StringBuilder("{");
            for (int i = 0; i < list.size(); i++) {
                if (i == ITEMS_MAX) {
                    return shown.append("...}").toString();
                }
                shown.append(i > 0 ? ", " : "").append(text(list.get(i)));
            }
            return shown.append('}').toString();
        }
        if (value instanceof Map<?, ?> table) {
            return text(List.copyOf(table.keySet()));
        }
        return printable(Values.text(value).replace("\n", " "));
    }

    static String printable(String text) {
        var safe = new StringBuilder(text.length());
        text.chars().forEach(c -> safe.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD'
                : (char) c));
        return safe.toString();
    }
}
