package org.gatehouse.shell.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.ScriptBlock;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Values;
import org.gatehouse.shell.language.Wildcard;
import org.jspecify.annotations.Nullable;

/// One property to show: its heading and where its value comes from.
///
/// @param width in characters, 0 to choose
/// @param right whether it stands at the right edge: true, false, or null to go by the first value
public record Column(String heading, Function<@Nullable Object, @Nullable Object> value, int width,
        @Nullable Boolean right) {

    public static Column of(String name) {
        return new Column(name, item -> Values.member(item, name), 0, null);
    }

    /// A column of an object's usual table: a property, or `Heading:Property`.
    public static Column usual(String name) {
        int colon = name.indexOf(':');
        String property = name.substring(colon + 1);
        return colon < 0 ? of(name) : new Column(name.substring(0, colon), item -> Values.member(item, property), 0,
                null);
    }

    /// The columns that people's words, blocks and tables stand for.
    ///
    /// @param sample an object whose properties wildcards choose from
    /// @param evaluate runs a block for an object
    public static List<Column> resolve(List<?> wanted, @Nullable Object sample,
            BiFunction<ScriptBlock, @Nullable Object, @Nullable Object> evaluate) {
        var columns = new ArrayList<Column>();
        for (Object item : wanted) {
            switch (item) {
                case ScriptBlock block -> columns.add(new Column(block.source().strip(), object ->
                        evaluate.apply(block, object), 0, null));
                case Map<?, ?> table -> columns.add(calculated(table, evaluate));
                case null, default -> named(Values.text(item), sample, columns);
            }
        }
        return columns;
    }

    private static void named(String name, @Nullable Object sample, List<Column> columns) {
        if (!Wildcard.in(name)) {
            columns.add(spelled(name, sample));
            return;
        }
        var wildcard = new Wildcard(name);
        names(sample).stream().filter(wildcard::matches)
                .filter(found -> columns.stream().noneMatch(column -> column.heading().equalsIgnoreCase(found)))
                .forEach(found -> columns.add(of(found)));
    }

    /// With the property's own spelling as the heading.
    private static Column spelled(String name, @Nullable Object sample) {
        return of(names(sample).stream().filter(name::equalsIgnoreCase).findFirst().orElse(name));
    }

    /// The properties an object has.
    public static List<String> names(@Nullable Object sample) {
        return switch (sample) {
            case ShellObject object -> object.names();
            case Map<?, ?> table -> table.keySet().stream().map(Values::text).toList();
            case String text -> List.of("Length");
            case null, default -> List.of();
        };
    }

    private static Column calculated(Map<?, ?> table, BiFunction<ScriptBlock, @Nullable Object,
            @Nullable Object> evaluate) {
        String heading = "";
        Object expression = null;
        int width = 0;
        Boolean right = null;
        for (var entry : table.entrySet()) {
            String key = Values.text(entry.getKey()).toLowerCase(Locale.ROOT);
            Object value = entry.getValue();
            switch (key) {
                case "name", "label", "n", "l" -> heading = Values.text(value);
                case "expression", "e" -> expression = value;
                case "width" -> width = value instanceof Long chars ? Math.clamp(chars, 1, 500) : 0;
                case "align", "alignment" -> right = Values.text(value).equalsIgnoreCase("right");
                case "descending", "ascending", "formatstring" -> { }
                default -> throw new ShellException("The '" + key + "' key is not valid in a calculated property; "
                        + "valid are Name, Expression, Width and Alignment.");
            }
        }
        if (expression == null) {
            throw new ShellException("A calculated property needs an Expression, as in "
                    + "@{Name='Server'; Expression={$_.RpcClientAccessServer}}.");
        }
        if (expression instanceof ScriptBlock block) {
            return new Column(heading.isEmpty() ? block.source().strip() : heading,
                    item -> evaluate.apply(block, item), width, right);
        }
        String property = Values.text(expression);
        return new Column(heading.isEmpty() ? property : heading, item -> Values.member(item, property), width, right);
    }
}
