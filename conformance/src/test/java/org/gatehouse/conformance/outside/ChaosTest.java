package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Seeded faults of every role while clients write numbered messages and read them back over every transport: each
/// client is served again, and every acknowledged message is there once.
///
/// `-Dgatehouse.faults=200 -Dgatehouse.clients=100` makes it long; `-Dgatehouse.seed=N` gives the same faults again.
@Timeout(14_400)
class ChaosTest {
    private static final int FAULTS = Integer.getInteger("gatehouse.faults", 5);
    private static final int CLIENTS = Integer.getInteger("gatehouse.clients", 18);
    private static final boolean LONG = FAULTS > 50;
    private static final int PACE_MILLIS = LONG ? 1_000 : 200;
    private static final int MEGABYTES = LONG ? 4_096 : 384;
    private static final int LASTS_MILLIS_MIN = 500;
    private static final int LASTS_MILLIS_MAX = 4_000;

    @TempDir
    private Path folder;

    @Test
    void everyAcknowledgedMessageIsThereOnceWhateverFails() throws Exception {
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
            for (Fault fault : faults(random)) {
                Fault.Cure cure = fault.strike(world);
                lasting(random.nextInt(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX));
                cure.heal();
                load.recovered();
                ArrayLoad.Gaps gaps = load.gaps(fault.toString());
                System.out.println(gaps);
                byFault.computeIfAbsent(fault.toString(), _ -> new ArrayList<>()).addAll(gaps.millis());
            }
            System.out.println("by fault:");
            byFault.forEach((fault, millis) -> System.out.println(new ArrayLoad.Gaps(fault,
                    millis.stream().sorted().toList())));
            int saved = load.checked();
            System.out.println(saved + " messages acknowledged, each there once");
            assertThat(saved).isGreaterThan(CLIENTS * FAULTS);
        }
    }

    /// All there are in a random order, as often as it takes.
    private static List<Fault> faults(Random random) {
        var chosen = new ArrayList<Fault>();
        while (chosen.size() < FAULTS) {
            List<Fault> all = Fault.all();
            Collections.shuffle(all, random);
            chosen.addAll(all);
        }
        return chosen.subList(0, FAULTS);
    }

    private static void lasting(int millis) throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
