package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.HttpsConnection;

/// One client's Autodiscover requests, one after the other over TLS that is kept alive: with Basic in every request,
/// whose password the server has verified a moment ago, and on a connection that NTLM has signed in. CPU of the
/// server's process only. `AutodiscoverLoad [FOLDER]`
final class AutodiscoverLoad {
    private static final int WARM_UP = 10_000;
    private static final int REQUESTS = 5_000;
    private static final int ROUNDS = 4;
    private static final double TARGET_MILLIS = 0.5;

    private AutodiscoverLoad() {}

    @FunctionalInterface
    private interface Ask {
        void run() throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        try (Bench bench = Bench.start(Bench.folder(arguments)); HttpsConnection basic = bench.https();
                HttpsConnection ntlm = bench.https()) {
            var request = new AutodiscoverRequest(bench.person(0).account());
            request.signInByNtlm(ntlm);
            run(() -> request.withBasic(basic), WARM_UP, Bench.histogram());
            run(() -> request.again(ntlm), WARM_UP, Bench.histogram());
            List<Double> withBasic = new ArrayList<>();
            List<Double> withNtlm = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                withBasic.add(measured(bench, "Basic", () -> request.withBasic(basic)));
                withNtlm.add(measured(bench, "NTLM", () -> request.again(ntlm)));
            }
            Bench.verdict("Autodiscover POX with Basic, CPU", Bench.median(withBasic), TARGET_MILLIS, "ms");
            Bench.verdict("Autodiscover POX signed in by NTLM, CPU", Bench.median(withNtlm), TARGET_MILLIS, "ms");
        }
    }

    private static double measured(Bench bench, String what, Ask ask) throws IOException {
        var latency = Bench.histogram();
        double before = bench.child().cpuSeconds();
        run(ask, REQUESTS, latency);
        double millis = (bench.child().cpuSeconds() - before) * 1000 / REQUESTS;
        System.out.printf("%s: CPU %.3f ms a request (ratio %.2f); latency %s%n", what, millis,
                millis / TARGET_MILLIS, Bench.millis(latency));
        return millis;
    }

    private static void run(Ask ask, int requests, Histogram latency) throws IOException {
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            ask.run();
            latency.recordValue(System.nanoTime() - start);
        }
    }
}
