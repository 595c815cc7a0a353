package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.gatehouse.directory.organization.ObjectHeader;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.Operators;
import org.gatehouse.shell.language.ScriptBlock;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;

/// What narrows a search for mailboxes, users and other recipients, and how many of them are shown.
final class RecipientSearch {
    /// Asked of the organisation at most, whatever -ResultSize says.
    static final int UNLIMITED = 100_000;
    private static final int RESULTS_PRESET = 1_000;

    static final Parameter<String> RESULT_SIZE = Parameter.text("ResultSize",
            "How many at most, or Unlimited; 1000 if not given.");
    static final Parameter<String> ANR = Parameter.text("Anr", "The beginning of a name, alias or address.");
    static final Parameter<List<?>> FILTER = Parameter.of("Filter", Kind.OBJECTS,
            "A condition, as in \"Name -like 'a*'\".");
    static final Parameter<String> UNIT = Parameter.text("OrganizationalUnit",
            "The container: Users, or an organizational unit by name, canonical name or distinguished name.");
    static final Parameter<String> SORT_BY = Parameter.text("SortBy", "The property to sort by.");

    /// By `RecipientTypeDetails`; each cmdlet has its own values, of which some are of things that there are none of
    /// here.
    static final String DETAILS = "RecipientTypeDetails";

    private RecipientSearch() {}

    /// Somebody who may be shown.
    ///
    /// @param details its RecipientTypeDetails
    record Found(ObjectHeader header, String details, Supplier<ShellObject> view) {}

    static Parameter<List<String>> details(String... types) {
        return Parameter.of(DETAILS, Kind.someOf(types), "Only these types.");
    }

    /// @param parameter a number, 1000 if not given, or the word Unlimited
    static int limit(Call call, Parameter<String> parameter) {
        String size = call.find(parameter).orElse(String.valueOf(RESULTS_PRESET));
        if (size.equalsIgnoreCase("Unlimited")) {
            return UNLIMITED;
        }
        if (!size.matches("[1-9]\\d{0,5}")) {
            throw new ShellException("-ResultSize '" + size + "': it is neither a number from 1 nor Unlimited.");
        }
        return Integer.parseInt(size);
    }

    /// How many to ask the organisation for, so that all that are wanted are among them.
    static int asked(Call call, Parameter<?>... narrowing) {
        boolean narrowed = List.of(FILTER, UNIT, SORT_BY).stream().anyMatch(each -> call.find(each).isPresent())
                || List.of(narrowing).stream().anyMatch(each -> call.find(each).isPresent());
        return narrowed ? UNLIMITED : Math.min(limit(call, RESULT_SIZE), UNLIMITED - 1) + 1;
    }

    /// Shows those that the call wants.
    ///
    /// @param details wanted ones; empty for all
    static void show(Call call, Stage out, List<Found> found, List<String> details) {
        int limit = limit(call, RESULT_SIZE);
        ScriptBlock filter = call.find(FILTER).map(RecipientSearch::filter).orElse(null);
        String container = call.find(UNIT).isPresent()
                ? call.organization().mailboxes().container(call.get(UNIT)).toString() : "";
        boolean sorts = call.find(SORT_BY).isPresent();
        var views = new ArrayList<ShellObject>();
        for (Found each : found) {
            if (!isIn(each.header, container) || !details.isEmpty()
                    && details.stream().noneMatch(each.details::equalsIgnoreCase)) {
                continue;
            }
            ShellObject view = each.view.get();
            if (filter == null || passes(call, filter, view)) {
                views.add(view);
            }
            if (views.size() > limit && !sorts) {
                break;
            }
        }
        if (sorts && !views.isEmpty()) {
            sort(views, call.get(SORT_BY));
        }
        views.stream().limit(limit).forEach(out::accept);
        warnOfMore(call, views.size());
    }

    /// @param found how many there are, at least
    static void warnOfMore(Call call, int found) {
        if (found > limit(call, RESULT_SIZE) && call.find(RESULT_SIZE).isEmpty()) {
            call.warn("By default, only the first " + RESULTS_PRESET + " are shown. Use -ResultSize for more; to show "
                    + "all, -ResultSize Unlimited.");
        }
    }

    private static boolean isIn(ObjectHeader header, String container) {
        String dn = header.distinguishedName();
        return dn.regionMatches(true, dn.length() - container.length(), container, 0, container.length());
    }

    private static ScriptBlock filter(List<?> given) {
        Object first = given.isEmpty() ? "" : given.getFirst();
        return PropertyFilter.parse(first instanceof ScriptBlock block ? block.source() : Values.text(first));
    }

    private static boolean passes(Call call, ScriptBlock filter, ShellObject view) {
        for (String name : PropertyFilter.names(filter.source())) {
            require(FILTER.name(), name, view);
        }
        return Values.truth(call.evaluate(filter, view));
    }

    private static void sort(List<ShellObject> views, String property) {
        require(SORT_BY.name(), property, views.getFirst());
        views.sort((a, b) -> Operators.compare(a.get(property), b.get(property), false));
    }

    /// A property that is misspelt would be as one that nobody has.
    private static void require(String parameter, String property, ShellObject view) {
        if (!view.has(property)) {
            throw new ShellException("-" + parameter + ": a " + view.type() + " has no property '" + property
                    + "' here. Format-List shows those it has.");
        }
    }
}
