package org.gatehouse.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page in Prometheus' text format 0.0.4, read as its specification has it and no laxer: what a scraper would drop or
/// mistake is an [AssertionError] with the line.
public final class MetricsPage {
    private static final Pattern HEAD = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([-+]?(?:[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?|Inf)|NaN)");
    private static final Pattern LABEL = Pattern.compile(
            "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, String> types = new HashMap<>();
    private final Set<String> helped = new HashSet<>();
    private final Set<String> over = new HashSet<>();
    private String family = "";

    private MetricsPage() {}

    /// One line with a value.
    public record Sample(String name, Map<String, String> labels, double value) {
        private Map<String, String> without(String label) {
            var rest = new HashMap<>(labels);
            rest.remove(label);
            return rest;
        }
    }

    /// @throws AssertionError where the format or its rules are broken
    public static List<Sample> read(String text) {
        var page = new MetricsPage();
        require(text.endsWith("\n"), "the last line has no end", "");
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            page.line(line);
        }
        page.histograms();
        return List.copyOf(page.samples);
    }

    private void line(String line) {
        Matcher head = HEAD.matcher(line);
        if (head.matches()) {
            enter(head.group(2), line);
            if (head.group(1).equals("HELP")) {
                require(helped.add(family), "a second HELP", line);
                require(head.group(3).replace("\\\\", "").replace("\\n", "").indexOf('\\') < 0, "a bad escape", line);
            } else {
                require(types.put(family, head.group(3)) == null, "a second TYPE", line);
                require(TYPES.contains(head.group(3)), "no such type", line);
            }
            require(samples.stream().noneMatch(sample -> sample.name.equals(family)), "behind its samples", line);
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        require(sample.matches(), "neither a head nor a sample", line);
        String name = sample.group(1);
        enter(family(name), line);
        require(types.containsKey(family) && helped.contains(family), "no HELP and TYPE before it", line);
        var read = new Sample(name, labels(sample.group(2), line), number(sample.group(3)));
        require(samples.stream().noneMatch(each -> each.name.equals(name) && each.labels.equals(read.labels)),
                "twice the same", line);
        boolean counts = "counter".equals(types.get(family));
        require(!counts || name.endsWith("_total") && read.value >= 0, "a counter's name or value", line);
        samples.add(read);
    }

    /// All lines of a metric stand together.
    private void enter(String next, String line) {
        if (!next.equals(family)) {
            over.add(family);
            require(!over.contains(next), "its group was over", line);
            family = next;
        }
    }

    private String family(String name) {
        for (String suffix : List.of("_bucket", "_sum", "_count")) {
            String base = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
            if ("histogram".equals(types.get(base))) {
                return base;
            }
        }
        require(!"histogram".equals(types.get(name)), "a histogram's bare name", name);
        return name;
    }

    private static Map<String, String> labels(String text, String line) {
        var labels = new LinkedHashMap<String, String>();
        String rest = text == null ? "" : text;
        while (!rest.isEmpty()) {
            Matcher label = LABEL.matcher(rest);
            require(label.lookingAt() && labels.put(label.group(1), label.group(2)) == null, "labels", line);
            require(!label.group(1).startsWith("__"), "a reserved label", line);
            rest = rest.substring(label.end());
            require(label.group(3).isEmpty() || !rest.isEmpty(), "a comma at the end", line);
        }
        return labels;
    }

    private static double number(String text) {
        return text.endsWith("Inf") ? text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
                : Double.parseDouble(text);
    }

    /// Buckets count everything below their bound, the last everything; sum and count are there.
    private void histograms() {
        types.forEach((name, type) -> {
            if (!type.equals("histogram")) {
                return;
            }
            var series = new HashSet<Map<String, String>>();
            all(name + "_bucket").forEach(bucket -> series.add(bucket.without("le")));
            for (Map<String, String> labels : series) {
                List<Sample> buckets = all(name + "_bucket").stream()
                        .filter(bucket -> bucket.without("le").equals(labels)).toList();
                double bound = Double.NEGATIVE_INFINITY;
                double count = 0;
                for (Sample bucket : buckets) {
                    double next = number(bucket.labels.getOrDefault("le", "-Inf"));
                    require(next > bound && bucket.value >= count, "its buckets", name + labels);
                    bound = next;
                    count = bucket.value;
                }
                double whole = count;
                require(bound == Double.POSITIVE_INFINITY, "no bucket for everything", name + labels);
                require(all(name + "_count").stream().anyMatch(each -> each.labels.equals(labels)
                        && each.value == whole), "its count", name + labels);
                require(all(name + "_sum").stream().anyMatch(each -> each.labels.equals(labels)), "its sum",
                        name + labels);
            }
            require(all(name + "_count").size() == series.size() && all(name + "_sum").size() == series.size(),
                    "a series without buckets", name);
        });
    }

    private List<Sample> all(String name) {
        return samples.stream().filter(sample -> sample.name.equals(name)).toList();
    }

    private static void require(boolean holds, String what, String where) {
        if (!holds) {
            throw new AssertionError("metrics: " + what + ": " + where);
        }
    }
}
