package org.gatehouse.security.throttling;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/// What the budgets of a process decided and what was used of them, by component and measure, in Prometheus' text
/// format 0.0.4. Thread-safe.
public final class ThrottlingCounts {
    private static final Component[] COMPONENTS = Component.values();
    private static final Measure[] MEASURES = Measure.values();
    private static final double NANOS_OF_SECOND = 1e9;

    private final LongAdder[] granted = adders(COMPONENTS.length);
    private final LongAdder[] refused = adders(COMPONENTS.length * MEASURES.length);
    private final LongAdder[] nanos = adders(COMPONENTS.length * MEASURES.length);

    private static LongAdder[] adders(int count) {
        var adders = new LongAdder[count];
        for (int index = 0; index < count; index++) {
            adders[index] = new LongAdder();
        }
        return adders;
    }

    private static int index(Component component, Measure measure) {
        return component.ordinal() * MEASURES.length + measure.ordinal();
    }

    void granted(Component component) {
        granted[component.ordinal()].increment();
    }

    void refused(Component component, Measure measure) {
        refused[index(component, measure)].increment();
    }

    void spent(Component component, Measure time, long spentNanos) {
        nanos[index(component, time)].add(spentNanos);
    }

    /// How often somebody was refused.
    public long refusals(Component component, Measure measure) {
        return refused[index(component, measure)].sum();
    }

    /// @param budgets in use now
    public String text(int budgets) {
        var page = new StringBuilder();
        head(page, "gatehouse_throttling_budgets", "gauge", "Budgets that somebody uses or has used in this minute.");
        page.append("gatehouse_throttling_budgets ").append(budgets).append('\n');
        head(page, "gatehouse_throttling_granted_total", "counter", "Requests and connections that were let through.");
        for (Component component : COMPONENTS) {
            page.append("gatehouse_throttling_granted_total{component=\"").append(component.word()).append("\"} ")
                    .append(granted[component.ordinal()].sum()).append('\n');
        }
        head(page, "gatehouse_throttling_refused_total", "counter",
                "Requests and connections that were refused, by what was used up.");
        each(page, "gatehouse_throttling_refused_total", (component, measure) ->
                Long.toString(refused[index(component, measure)].sum()));
        head(page, "gatehouse_throttling_seconds_total", "counter", "Time that was charged to budgets.");
        each(page, "gatehouse_throttling_seconds_total", (component, measure) -> measure == Measure.CONCURRENCY ? ""
                : String.format(Locale.ROOT, "%.6f", nanos[index(component, measure)].sum() / NANOS_OF_SECOND));
        return page.toString();
    }

    @FunctionalInterface
    private interface Value {
        String of(Component component, Measure measure);
    }

    private static void each(StringBuilder page, String name, Value value) {
        for (Component component : COMPONENTS) {
            for (Measure measure : MEASURES) {
                String text = value.of(component, measure);
                if (!text.isEmpty()) {
                    page.append(name).append("{component=\"").append(component.word()).append("\",measure=\"")
                            .append(measure.word()).append("\"} ").append(text).append('\n');
                }
            }
        }
    }

    private static void head(StringBuilder page, String name, String type, String help) {
        page.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
                .append(type).append('\n');
    }
}
