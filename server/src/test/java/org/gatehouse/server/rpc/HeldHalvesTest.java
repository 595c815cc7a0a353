package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

class HeldHalvesTest {
    private static InetAddress address(int last) {
        return InetAddress.ofLiteral("192.0.2." + last);
    }

    @Test
    void theOldestOfTheCrowdHasToGo() {
        var halves = new HeldHalves<String>(4, 2);
        assertThat(halves.add("a1", address(1))).isEmpty();
        assertThat(halves.add("b1", address(2))).isEmpty();
        assertThat(halves.add("a2", address(1))).isEmpty();
        assertThat(halves.add("a3", address(1))).as("of its address").contains("a1");
        assertThat(halves.add("c1", address(3))).isEmpty();
        assertThat(halves.add("d1", address(4))).as("of all").contains("b1");
        halves.remove("a2");
        assertThat(halves.add("a4", address(1))).isEmpty();
        assertThat(halves.size()).isEqualTo(4);
    }

    /// Against a plain list, whatever the order of comings and goings.
    @Test
    void boundsHoldAndNobodyIsForgotten() {
        var random = new Random(Mutations.seed());
        var halves = new HeldHalves<Integer>(50, 8);
        var expected = new ArrayDeque<Integer>();
        Map<Integer, Integer> addressOf = new HashMap<>();
        for (int number = 0; number < 20_000; number++) {
            if (random.nextInt(3) == 0 && !expected.isEmpty()) {
                int gone = random.nextInt(number);
                halves.remove(gone);
                expected.remove(gone);
            } else {
                int crowd = random.nextInt(20);
                addressOf.put(number, crowd);
                expected.add(number);
                long neighbours = expected.stream().filter(each -> addressOf.get(each) == crowd).count();
                var victim = neighbours > 8
                        ? expected.stream().filter(each -> addressOf.get(each) == crowd).findFirst()
                        : expected.size() > 50 ? expected.stream().findFirst() : java.util.Optional.<Integer>empty();
                assertThat(halves.add(number, address(crowd))).isEqualTo(victim);
                victim.ifPresent(expected::remove);
            }
            assertThat(halves.size()).isEqualTo(expected.size());
        }
    }
}
