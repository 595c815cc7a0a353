package org.gatehouse.shell.format;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.shell.language.ByteSize;
import org.jspecify.annotations.Nullable;

/// Objects under headings, as PowerShell lays tables out: equal columns, or fitted ones.
public final class TableLayout {
    private TableLayout() {}

    /// @param width of the terminal in columns
    /// @param fitted whether columns are as wide as their contents (-AutoSize) rather than equal
    /// @param wraps whether long values go on in the next line rather than end in three dots
    /// @param headings whether headings are shown
    public static String format(List<? extends @Nullable Object> items, List<Column> columns, int width, boolean fitted,
            boolean wraps, boolean headings) {
        if (columns.isEmpty()) {
            return "";
        }
        var rows = new ArrayList<List<String>>();
        for (Object item : items) {
            rows.add(columns.stream().map(column -> Cells.text(column.value().apply(item))).toList());
        }
        List<Boolean> right = columns.stream().map(column -> right(column, items)).toList();
        List<Integer> widths = fitted ? fitted(columns, rows, width) : equal(columns, width);
        var text = new StringBuilder("\n");
        if (headings) {
            line(text, columns.stream().map(Column::heading).toList(), widths, right, wraps);
            line(text, columns.stream().map(column -> "-".repeat(Math.max(1, column.heading().length()))).toList(),
                    widths, right, false);
        }
        rows.forEach(row -> line(text, row, widths, right, wraps));
        return text.append('\n').toString();
    }

    private static boolean right(Column column, List<? extends @Nullable Object> items) {
        Boolean wanted = column.right();
        if (wanted != null) {
            return wanted;
        }
        Object first = items.isEmpty() ? null : column.value().apply(items.getFirst());
        return first instanceof Number && !(first instanceof ByteSize);
    }

    private static List<Integer> equal(List<Column> columns, int width) {
        int each = Math.max(4, (width - columns.size()) / columns.size());
        return columns.stream().map(column -> column.width() > 0 ? column.width() : each).toList();
    }

    /// As wide as the contents; the last columns give way when that is more than the terminal has.
    private static List<Integer> fitted(List<Column> columns, List<List<String>> rows, int width) {
        var widths = new ArrayList<Integer>();
        int left = width - 1;
        for (int i = 0; i < columns.size(); i++) {
            int index = i;
            int content = rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0);
            int wanted = columns.get(i).width() > 0 ? columns.get(i).width()
                    : Math.max(content, columns.get(i).heading().length());
            int rest = (columns.size() - i - 1) * 4;
            int chosen = Math.clamp(wanted, 1, Math.max(4, left - rest));
            widths.add(chosen);
            left -= chosen + 1;
        }
        return widths;
    }

    private static void line(StringBuilder text, List<String> cells, List<Integer> widths, List<Boolean> right,
            boolean wraps) {
        boolean more = true;
        for (int part = 0; more; part++) {
            more = false;
            var line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                int width = widths.get(i);
                String cell = cells.get(i);
                String shown = wraps ? cell.substring(Math.min(cell.length(), part * width),
                        Math.min(cell.length(), (part + 1) * width)) : cut(cell, width);
                more |= wraps && cell.length() > (part + 1) * width;
                String pad = " ".repeat(width - shown.length());
                line.append(i > 0 ? " " : "").append(right.get(i) ? pad + shown : shown + pad);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : width <= 3 ? text.substring(0, width) : text.substring(0, width - 3)
                + "...";
    }
}
