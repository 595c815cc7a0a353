package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.format.Column;
import org.gatehouse.shell.format.Json;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.gatehouse.shell.language.Wildcard;
import org.jspecify.annotations.Nullable;

/// Select-Object.
final class Selecting {
    private static final Parameter<List<?>> PROPERTY = Parameter.of("Property", Kind.OBJECTS,
            "Names of properties (wildcards allowed), or tables with Name and Expression.").at(1);
    private static final Parameter<List<String>> EXCLUDE = Parameter.of("ExcludeProperty", Kind.TEXTS,
            "Names of properties to leave out (wildcards allowed).");
    private static final Parameter<String> EXPAND = Parameter.text("ExpandProperty",
            "The property whose values to pass on instead of the objects.");
    private static final Parameter<Integer> FIRST = Parameter.of("First", Kind.INTEGER, "How many from the beginning.");
    private static final Parameter<Integer> LAST = Parameter.of("Last", Kind.INTEGER, "How many from the end.");
    private static final Parameter<Integer> SKIP = Parameter.of("Skip", Kind.INTEGER, "How many to leave out.");
    private static final Parameter<Boolean> UNIQUE = Parameter.flag("Unique", "Passes equal ones on only once.");

    private Selecting() {}

    static Cmdlet select() {
        return Cmdlet.named("Select-Object", "Chooses objects, or properties of them.").aliases("select")
                .takes(PROPERTY, EXCLUDE, EXPAND, FIRST, LAST, SKIP, UNIQUE)
                .example("Get-MailboxDatabase | Select-Object Name, RpcClientAccessServer",
                        "Get-Mailbox | Select-Object -First 5",
                                "Get-Mailbox | Select-Object -ExpandProperty Database -Unique")
                .opens(Selecting::open);
    }

    private static Stage open(Call call, Stage out) {
        return Filtering.gathering(call, out, items -> {
            List<@Nullable Object> chosen = chosen(call, items);
            var found = new ArrayList<@Nullable Object>();
            for (Object item : chosen) {
                if (call.find(EXPAND).isPresent()) {
                    found.addAll(expanded(item, call.get(EXPAND)));
                } else {
                    found.add(narrowed(call, item));
                }
            }
            return call.is(UNIQUE) ? unique(found) : found;
        });
    }

    private static List<@Nullable Object> chosen(Call call, List<@Nullable Object> items) {
        int skip = Math.max(0, call.find(SKIP).orElse(0));
        if (call.find(LAST).isPresent() && call.find(FIRST).isEmpty()) {
            int to = Math.max(0, items.size() - skip);
            return items.subList(Math.max(0, to - Math.max(0, call.get(LAST))), to);
        }
        List<@Nullable Object> rest = items.subList(Math.min(skip, items.size()), items.size());
        if (call.find(FIRST).isEmpty()) {
            return rest;
        }
        int first = Math.clamp(call.get(FIRST), 0, rest.size());
        var both = new ArrayList<@Nullable Object>(rest.subList(0, first));
        call.find(LAST).ifPresent(last ->
                both.addAll(rest.subList(Math.max(first, rest.size() - Math.max(0, last)), rest.size())));
        return both;
    }

    private static List<?> expanded(@Nullable Object item, String property) {
        boolean there = item instanceof ShellObject object ? object.has(property) : Values.member(item,
                property) != null;
        if (!there) {
            throw new ShellException("Select-Object : Property '" + property + "' cannot be found. Available are: "
                    + String.join(", ", Column.names(item)) + ".");
        }
        return Values.items(Values.member(item, property));
    }

    private static @Nullable Object narrowed(Call call, @Nullable Object item) {
        if (call.find(PROPERTY).isEmpty() && call.find(EXCLUDE).isEmpty()) {
            return item;
        }
        List<Wildcard> excluded = call.find(EXCLUDE).orElse(List.of()).stream().map(Wildcard::new).toList();
        List<?> wanted = call.find(PROPERTY).<List<?>>map(list -> list).orElse(List.of("*"));
        var properties = new LinkedHashMap<String, @Nullable Object>();
        for (Column column : Column.resolve(wanted, item, call::evaluate)) {
            if (excluded.stream().noneMatch(wildcard -> wildcard.matches(column.heading()))) {
                properties.put(column.heading(), column.value().apply(item));
            }
        }
        String type = item instanceof ShellObject object ? "Selected." + object.type().replace("Selected.", "")
                : "Selected";
        return ShellObject.custom(type, properties);
    }

    private static List<@Nullable Object> unique(List<@Nullable Object> items) {
        var seen = new LinkedHashMap<String, @Nullable Object>();
        for (Object item : items) {
            seen.putIfAbsent(Json.write(item, 2, true), item);
        }
        return new ArrayList<>(seen.values());
    }
}
