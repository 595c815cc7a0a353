package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.format.Column;
import org.gatehouse.shell.language.Operators;
import org.gatehouse.shell.language.ScriptBlock;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// Where-, Sort-, ForEach-, Group- and Measure-Object.
final class Filtering {
    private static final Parameter<List<?>> CONDITION = Parameter.of("FilterScript", Kind.OBJECTS,
            "A block that tells whether to pass an object on, or the name of a property.").at(1).or("Property")
                    .required();
    private static final Parameter<List<?>> WITH = Parameter.of("Value", Kind.OBJECTS, "What to compare with.").at(2);
    private static final List<Parameter<Boolean>> COMPARISONS = List.of("EQ", "NE", "GT", "GE", "LT", "LE", "Like",
            "NotLike", "Match", "NotMatch", "Contains", "NotContains", "In", "NotIn").stream()
            .map(name -> Parameter.flag(name, "Compares the property with -Value by this operator.")).toList();
    private static final Parameter<List<?>> PROPERTY = Parameter.of("Property", Kind.OBJECTS,
            "Names of properties, blocks, or tables with an Expression.").at(1);
    private static final Parameter<Boolean> DESCENDING = Parameter.flag("Descending", "The largest first.");
    private static final Parameter<Boolean> UNIQUE = Parameter.flag("Unique", "Passes equal ones on only once.");
    private static final Parameter<List<?>> PROCESS = Parameter.of("Process", Kind.OBJECTS,
            "A block to run for each object, or the name of a property to pass on.").at(1).or("MemberName").required();
    private static final Parameter<ScriptBlock> BEGIN = Parameter.of("Begin", Kind.BLOCK,
            "Run once before the first object.");
    private static final Parameter<ScriptBlock> END = Parameter.of("End", Kind.BLOCK,
            "Run once after the last object.");
    private static final Parameter<Boolean> NO_ELEMENT = Parameter.flag("NoElement", "Leaves the grouped objects out.");
    private static final Parameter<List<String>> MEASURED = Parameter.of("Property", Kind.TEXTS, "What to measure.")
            .at(1);
    private static final List<Parameter<Boolean>> MEASURES = List.of("Sum", "Average", "Minimum", "Maximum").stream()
            .map(name -> Parameter.flag(name, "Shows it.")).toList();

    private Filtering() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Where-Object", "Passes on the objects that meet a condition.").aliases("where", "?")
                        .takes(CONDITION, WITH).takes(COMPARISONS)
                        .example("Get-MailboxDatabase | Where-Object { $_.RpcClientAccessServer -like 'cas*' }")
                        .opens(Filtering::where),
                Cmdlet.named("Sort-Object", "Sorts objects.").aliases("sort").takes(PROPERTY, DESCENDING, UNIQUE)
                        .example("Get-Mailbox | Sort-Object Database, Name").opens(Filtering::sort),
                Cmdlet.named("ForEach-Object", "Runs a block for each object, which it sees as $_.")
                        .aliases("foreach", "%")
                        .takes(PROCESS, BEGIN, END)
                        .example("Get-MailboxDatabase | ForEach-Object { $_.Name + ': ' + $_.RpcClientAccessServer }")
                        .opens(Filtering::forEach),
                Cmdlet.named("Group-Object", "Counts objects by a property.").aliases("group")
                        .takes(PROPERTY.required(), NO_ELEMENT)
                        .example("Get-MailboxDatabase | Group-Object RpcClientAccessServer").opens(Filtering::group),
                Cmdlet.named("Measure-Object", "Counts objects, or sums a property up.").aliases("measure")
                        .takes(MEASURED).takes(MEASURES).example("Get-Mailbox -ResultSize Unlimited | Measure-Object")
                        .opens(Filtering::measure));
    }

    /// Gathers what is piped in and hands it over at the end.
    static Stage gathering(Call call, Stage out, UnaryOperator<List<@Nullable Object>> work) {
        var items = new ArrayList<@Nullable Object>();
        return new Stage() {
            @Override
            public void accept(@Nullable Object item) {
                if (item != null || !call.heads()) {
                    items.add(item);
                }
            }

            @Override
            public void end() {
                work.apply(items).forEach(out::accept);
            }
        };
    }

    private static Stage where(Call call, Stage out) {
        List<?> given = call.get(CONDITION);
        // An expression that has come to nothing is a property that no object has.
        Object condition = given.isEmpty() ? "" : given.getFirst();
        if (condition instanceof ScriptBlock block) {
            return item -> {
                if ((item != null || !call.heads()) && Values.truth(call.evaluate(block, item))) {
                    out.accept(item);
                }
            };
        }
        String property = Values.text(condition);
        String operator = COMPARISONS.stream().filter(call::is).findFirst()
                .map(comparison -> comparison.name().toLowerCase(Locale.ROOT)).orElse("");
        Object with = call.find(WITH).<Object>map(values -> values.size() == 1 ? values.getFirst() : values)
                .orElse(null);
        return item -> {
            Object value = Values.member(item, property);
            boolean passes = operator.isEmpty() ? Values.truth(value)
                    : Values.truth(Operators.compareBy(operator, value, with));
            if (item != null && passes) {
                out.accept(item);
            }
        };
    }

    private static Stage sort(Call call, Stage out) {
        List<?> keys = call.find(PROPERTY).orElse(List.of());
        List<Column> columns = Column.resolve(keys, null, call::evaluate);
        Comparator<@Nullable Object> order = (a, b) -> columns.isEmpty() ? Operators.compare(a, b, false) : 0;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            boolean reversed = keys.get(i) instanceof Map<?, ?> table && Values.truth(Values.member(table,
                    "Descending"));
            Comparator<@Nullable Object> by = (a, b) -> Operators.compare(column.value().apply(a), column.value()
                    .apply(b), false);
            order = order.thenComparing(reversed ? by.reversed() : by);
        }
        Comparator<@Nullable Object> chosen = call.is(DESCENDING) ? order.reversed() : order;
        return gathering(call, out, items -> {
            try {
                items.sort(chosen);
            } catch (IllegalArgumentException mixed) {
                throw new ShellException("Sort-Object : The values are of kinds that have no common order; "
                        + "sort by one property of one kind.");
            }
            if (call.is(UNIQUE)) {
                var unique = new ArrayList<@Nullable Object>();
                for (Object item : items) {
                    if (unique.isEmpty() || chosen.compare(unique.getLast(), item) != 0) {
                        unique.add(item);
                    }
                }
                return unique;
            }
            return items;
        });
    }

    private static Stage forEach(Call call, Stage out) {
        List<?> given = call.get(PROCESS);
        if (given.isEmpty()) {
            throw new ShellException("-Process: nothing was given. Give a block, as in { $_.Name }, or the name of a "
                    + "property.");
        }
        Object process = given.getFirst();
        call.find(BEGIN).ifPresent(begin -> Values.items(call.evaluate(begin, null)).forEach(out::accept));
        return new Stage() {
            @Override
            public void accept(@Nullable Object item) {
                if (item == null && call.heads()) {
                    return;
                }
                Object result = process instanceof ScriptBlock block ? call.evaluate(block, item)
                        : Values.member(item, Values.text(process));
                Values.items(result).forEach(out::accept);
            }

            @Override
            public void end() {
                call.find(END).ifPresent(end -> Values.items(call.evaluate(end, null)).forEach(out::accept));
            }
        };
    }

    private static Stage group(Call call, Stage out) {
        List<Column> columns = Column.resolve(call.get(PROPERTY), null, call::evaluate);
        return gathering(call, out, items -> {
            var groups = new LinkedHashMap<String, List<@Nullable Object>>();
            for (Object item : items) {
                String key = String.join(", ", columns.stream().map(column -> Values.text(column.value().apply(item)))
                        .toList());
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(item);
            }
            var found = new ArrayList<@Nullable Object>();
            groups.forEach((name, members) -> {
                var properties = new LinkedHashMap<String, @Nullable Object>();
                properties.put("Count", (long) members.size());
                properties.put("Name", name);
                if (!call.is(NO_ELEMENT)) {
                    properties.put("Group", members);
                }
                found.add(new ShellObject("GroupInfo", name, properties, List.of()));
            });
            return found;
        });
    }

    private static Stage measure(Call call, Stage out) {
        return gathering(call, out, items -> {
            List<String> names = call.find(MEASURED).orElse(List.of());
            var found = new ArrayList<@Nullable Object>();
            for (String name : names.isEmpty() ? List.of("") : names) {
                List<Double> values = items.stream().filter(item -> item != null)
                        .map(item -> name.isEmpty() ? item : Values.member(item, name))
                        .map(Filtering::number).filter(value -> !value.isNaN()).toList();
                found.add(measured(call, name, name.isEmpty() ? items.size() : values.size(), values));
            }
            return found;
        });
    }

    private static Double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue()
                : value instanceof org.gatehouse.shell.language.ByteSize(long bytes) ? (double) bytes : Double.NaN;
    }

    private static ShellObject measured(Call call, String name, long count, List<Double> values) {
        var statistics = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("Count", count);
        double[] results = {statistics.getSum(), statistics.getAverage(), statistics.getMin(), statistics.getMax()};
        String[] order = {"Average", "Sum", "Maximum", "Minimum"};
        int[] index = {1, 0, 3, 2};
        for (int i = 0; i < order.length; i++) {
            boolean wanted = call.is(MEASURES.get(index[i])) && !values.isEmpty();
            double result = results[index[i]];
            properties.put(order[i], !wanted ? null : result == Math.rint(result) ? (Object) (long) result : result);
        }
        properties.put("Property", name);
        return new ShellObject("GenericMeasureInfo", name, properties, List.of());
    }
}
