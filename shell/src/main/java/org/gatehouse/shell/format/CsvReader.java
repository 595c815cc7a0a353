package org.gatehouse.shell.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.Limits;
import org.gatehouse.shell.language.ShellObject;
import org.jspecify.annotations.Nullable;

/// Reads comma-separated values (RFC 4180, and the `#TYPE` line of Export-Csv) into objects whose properties are text.
public final class CsvReader {
    private static final int COLUMNS_MAX = 1_000;
    private static final String TYPE_LINE = "#TYPE";

    private final String text;
    private final char delimiter;
    private int at;

    private CsvReader(String text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    /// @param header names of the columns; empty where the first row has them
    /// @param warn told of a column without a name
    public static List<ShellObject> read(String text, char delimiter, List<String> header, Consumer<String> warn) {
        return new CsvReader(text, delimiter).rows(header, warn);
    }

    private List<ShellObject> rows(List<String> header, Consumer<String> warn) {
        String type = ShellObject.CUSTOM;
        if (text.regionMatches(true, 0, TYPE_LINE, 0, TYPE_LINE.length())) {
            type = "CSV:" + row().getFirst().substring(TYPE_LINE.length()).strip();
        }
        List<String> names = header.isEmpty() ? names(nextRow(), warn) : names(new ArrayList<>(header), warn);
        var rows = new ArrayList<ShellObject>();
        for (List<String> row = nextRow(); row != null; row = nextRow()) {
            if (rows.size() >= Limits.LIST_ITEMS_MAX) {
                throw new ShellException("There are more than " + Limits.LIST_ITEMS_MAX
                        + " rows; split the file.");
            }
            var properties = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 0; i < names.size(); i++) {
                properties.put(names.get(i), i < row.size() ? row.get(i) : null);
            }
            rows.add(ShellObject.custom(type, properties));
        }
        return rows;
    }

    private static List<String> names(@Nullable List<String> row, Consumer<String> warn) {
        if (row == null) {
            return List.of();
        }
        var seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i).isBlank()) {
                row.set(i, "H" + (i + 1));
                warn.accept("A column has no name in the first row; it is called H" + (i + 1) + ".");
            }
            if (!seen.add(row.get(i))) {
                throw new ShellException("The member \"" + row.get(i).toLowerCase(Locale.ROOT)
                        + "\" is already present: two columns have this name. Give names with -Header.");
            }
        }
        return row;
    }

    /// The next row that is not empty, or null.
    private @Nullable List<String> nextRow() {
        while (at < text.length()) {
            List<String> row = row();
            if (row.size() > 1 || !row.getFirst().isEmpty()) {
                return row;
            }
        }
        return null;
    }

    private List<String> row() {
        var fields = new ArrayList<String>();
        while (true) {
            if (fields.size() >= COLUMNS_MAX) {
                throw new ShellException("A row has more than " + COLUMNS_MAX + " columns.");
            }
            fields.add(field());
            char end = at < text.length() ? text.charAt(at++) : '\n';
            if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            if (end != delimiter) {
                return fields;
            }
        }
    }

    /// One field, up to its delimiter, the end of its line or that of the text. Quoted ones may hold either.
    private String field() {
        while (at < text.length() && text.charAt(at) == ' ' && delimiter != ' ') {
            at++;
        }
        var field = new StringBuilder();
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        int start = at;
        at += quoted ? 1 : 0;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (quoted && next == '"') {
                quoted = at + 1 < text.length() && text.charAt(at + 1) == '"';
                at += quoted ? 2 : 1;
                if (!quoted) {
                    continue;
                }
            } else if (!quoted && (next == delimiter || next == '\n' || next == '\r')) {
                return field.toString();
            } else {
                at++;
            }
            field.append(next);
        }
        if (quoted) {
            long line = 1 + text.substring(0, start).chars().filter(c -> c == '\n').count();
            throw new ShellException("The quoted value that starts in line " + line
                    + " has no closing quote (\").");
        }
        return field.toString();
    }
}
