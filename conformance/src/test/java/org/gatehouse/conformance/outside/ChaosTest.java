package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Seeded faults of every role while clients write numbered messages and read them back over every transport: each
/// client is served again, and every acknowledged message is there once.
///
/// `bench/run Chaos 200 100` makes it long; a seed after it gives the same faults again, and a pattern after that only
/// those whose names match.
@Timeout(14_400)
@Order(5)
class ChaosTest {
    private static final int FAULTS = Integer.getInteger("gatehouse.faults", 20);
    private static final int CLIENTS = Integer.getInteger("gatehouse.clients", 100);
    private static final Pattern ONLY = Pattern.compile(System.getProperty("gatehouse.only", ""));
    private static final boolean LONG = FAULTS > 50;
    private static final int PACE_MILLIS = LONG ? 1_500 : 700;
    private static final int MEGABYTES = LONG ? 2_048 : 384;
    private static final int LASTS_MILLIS_MIN = 300;
    private static final int LASTS_MILLIS_MAX = LONG ? 4_000 : 1_500;

    @TempDir
    private Path folder;

    @Test
    void everyAcknowledgedMessageIsThereOnceWhateverFails() throws Exception {
        System.out.println("seed " + Mutations.seed());
        var random = new Random(Mutations.seed());
        var load = new ArrayLoad();
        List<String> users = IntStream.range(0, Math.max(6, CLIENTS / 5)).mapToObj(number -> "user" + number).toList();
        try (ManyNodes world = ManyNodes.start(folder, users, MEGABYTES)) {
            load.add(world.startClients("cas1", 0, CLIENTS / 2, PACE_MILLIS));
            load.add(world.startClients("cas2", CLIENTS / 2, CLIENTS - CLIENTS / 2, PACE_MILLIS));
            load.recovered();
            ArrayLoad.Gaps _ = load.gaps("clients begin");
            lasting(LASTS_MILLIS_MAX);
            System.out.println(load.gaps("nothing"));
            var byFault = new TreeMap<String, List<Long>>();
            for (Fault fault : Fault.some(FAULTS, ONLY, random)) {
                Fault.Cure cure = fault.strike(world);
                lasting(random.nextInt(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX));
                cure.heal();
                load.recovered();
                ArrayLoad.Gaps gaps = load.gaps(fault.toString());
                System.out.println(gaps);
                byFault.computeIfAbsent(fault.toString(), _ -> new ArrayList<>()).addAll(gaps.millis());
            }
            ArrayLoad.Outcome outcome = load.outcome();
            String report = report(byFault, outcome);
            Files.writeString(Path.of("target", "chaos.md"), report);
            System.out.println(report);
            assertThat(outcome.wrong()).isEmpty();
            assertThat(outcome.acknowledged()).isGreaterThan(CLIENTS * FAULTS);
        }
    }

    /// A table in Markdown, as docs/chaos-runs.md has it.
    private static String report(Map<String, List<Long>> byFault, ArrayLoad.Outcome outcome) {
        var report = new StringBuilder("""
                Seed %d, %d faults, %d clients: %,d messages acknowledged in %,d sessions;
                missing, doubled or wrong: %s.

                | fault | times | gap in ms, p50 | p99 | max |
                |---|---|---|---|---|
                """.formatted(Mutations.seed(), FAULTS, CLIENTS, outcome.acknowledged(), outcome.sessions(),
                outcome.wrong().isEmpty() ? "none" : outcome.wrong()));
        byFault.forEach((fault, millis) -> {
            var gaps = new ArrayLoad.Gaps(fault, millis.stream().sorted().toList());
            report.append("| %s | %d | %,d | %,d | %,d |\n".formatted(fault, millis.size() / CLIENTS, gaps.at(0.5),
                    gaps.at(0.99), gaps.max()));
        });
        return report.toString();
    }

    private static void lasting(int millis) throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
