package org.gatehouse.web.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What a web server counts, in Prometheus' text format 0.0.4. Thread-safe.
public final class WebMetrics {
    /// Upper bounds of the latency buckets, in milliseconds.
    private static final long[] BOUNDS_MILLIS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000, 300_000};

    private final Map<Answered, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, Latency> latencies = new ConcurrentHashMap<>();
    private final Map<SignedIn, LongAdder> signIns = new ConcurrentHashMap<>();

    private record Answered(String route, int status) {}

    private record SignedIn(String scheme, String outcome) {}

    private static final class Latency {
        private final LongAdder[] buckets = new LongAdder[BOUNDS_MILLIS.length + 1];
        private final LongAdder nanos = new LongAdder();

        Latency() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        void add(long spentNanos) {
            int bucket = 0;
            while (bucket < BOUNDS_MILLIS.length && spentNanos > BOUNDS_MILLIS[bucket] * 1_000_000) {
                bucket++;
            }
            buckets[bucket].increment();
            nanos.add(spentNanos);
        }
    }

    /// @param route of the finite set of routes, never what a client wrote
    void answered(String route, int status, long nanos) {
        requests.computeIfAbsent(new Answered(route, status), _ -> new LongAdder()).increment();
        latencies.computeIfAbsent(route, _ -> new Latency()).add(nanos);
    }

    void signedIn(Scheme scheme, boolean succeeded) {
        signIns.computeIfAbsent(new SignedIn(scheme.word(), succeeded ? "accepted" : "refused"),
                _ -> new LongAdder()).increment();
    }

    /// @param connections open now
    String text(String server, int connections) {
        var page = new StringBuilder();
        String label = "server=\"" + server + "\"";
        head(page, "gatehouse_http_connections", "gauge", "Connections open now.");
        page.append("gatehouse_http_connections{").append(label).append("} ").append(connections).append('\n');
        head(page, "gatehouse_http_requests_total", "counter", "Requests answered.");
        requests.forEach((key, count) -> page.append("gatehouse_http_requests_total{").append(label)
                .append(",route=\"").append(key.route).append("\",status=\"").append(key.status).append("\"} ")
                .append(count.sum()).append('\n'));
        head(page, "gatehouse_http_sign_ins_total", "counter", "Sign-ins by scheme and outcome.");
        signIns.forEach((key, count) -> page.append("gatehouse_http_sign_ins_total{").append(label)
                .append(",scheme=\"").append(key.scheme).append("\",outcome=\"").append(key.outcome).append("\"} ")
                .append(count.sum()).append('\n'));
        head(page, "gatehouse_http_request_seconds", "histogram", "Time from a request's header to its answer's end.");
        latencies.forEach((route, latency) -> histogram(page, label + ",route=\"" + route + "\"", latency));
        return page.toString();
    }

    private static void head(StringBuilder page, String name, String type, String help) {
        page.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
                .append(type).append('\n');
    }

    private static void histogram(StringBuilder page, String labels, Latency latency) {
        long sum = 0;
        for (int i = 0; i <= BOUNDS_MILLIS.length; i++) {
            sum += latency.buckets[i].sum();
            String bound = i < BOUNDS_MILLIS.length ? Double.toString(BOUNDS_MILLIS[i] / 1000.0) : "+Inf";
            page.append("gatehouse_http_request_seconds_bucket{").append(labels).append(",le=\"").append(bound)
                    .append("\"} ").append(sum).append('\n');
        }
        page.append("gatehouse_http_request_seconds_sum{").append(labels).append("} ")
                .append(latency.nanos.sum() / 1e9).append("\ngatehouse_http_request_seconds_count{").append(labels)
                .append("} ").append(sum).append('\n');
    }
}
