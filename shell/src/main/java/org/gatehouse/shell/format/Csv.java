package org.gatehouse.shell.format;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// Comma-separated values as PowerShell writes them: every field quoted, the first object's properties as columns.
public final class Csv {
    private Csv() {}

    public static List<String> lines(List<? extends @Nullable Object> items, char delimiter, boolean typed) {
        var lines = new ArrayList<String>();
        if (items.isEmpty()) {
            return lines;
        }
        Object first = items.getFirst();
        List<Column> columns = Column.names(first).stream().map(Column::of).toList();
        if (typed) {
            lines.add("#TYPE " + (first instanceof ShellObject object ? object.type() : "System.String"));
        }
        String comma = String.valueOf(delimiter);
        lines.add(String.join(comma, columns.stream().map(column -> quoted(column.heading())).toList()));
        for (Object item : items) {
            lines.add(String.join(comma, columns.stream().map(column -> field(column.value().apply(item))).toList()));
        }
        return lines;
    }

    private static String field(@Nullable Object value) {
        return value == null ? "" : quoted(value instanceof List<?> ? Cells.text(value) : Values.text(value));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
