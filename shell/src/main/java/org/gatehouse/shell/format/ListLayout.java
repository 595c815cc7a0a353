package org.gatehouse.shell.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One property a line, `Name : value`, the colons below each other.
public final class ListLayout {
    private ListLayout() {}

    public static String format(@Nullable Object item, List<Column> columns, int width) {
        int names = columns.stream().mapToInt(column -> column.heading().length()).max().orElse(0);
        int room = Math.max(10, width - names - 4);
        var text = new StringBuilder("\n");
        for (Column column : columns) {
            String heading = column.heading();
            text.append(heading).append(" ".repeat(names - heading.length())).append(" :");
            String value = Cells.text(column.value().apply(item));
            for (int from = 0; from < value.length(); from += room) {
                String part = value.substring(from, Math.min(value.length(), from + room));
                text.append(from == 0 ? " " : " ".repeat(names + 3)).append(part).append('\n');
            }
            if (value.isEmpty()) {
                text.append('\n');
            }
        }
        return text.toString();
    }
}
