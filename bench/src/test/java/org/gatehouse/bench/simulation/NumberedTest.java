package org.gatehouse.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import java.util.TreeMap;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// What a world is kept in does as the maps of the JDK do.
class NumberedTest {
    private static final int STEPS = 20_000;
    private static final int NUMBERS = 300;

    @Test
    void thingsByNumberAreThoseOfAMap() {
        var random = new Random(Mutations.seed());
        var numbered = new Numbered<Integer>();
        var map = new TreeMap<Long, Integer>();
        for (int step = 0; step < STEPS; step++) {
            long number = (long) random.nextInt(NUMBERS) << random.nextInt(3) * 16;
            if (random.nextInt(5) < 2) {
                assertThat(numbered.remove(number)).isEqualTo(map.remove(number));
            } else {
                assertThat(numbered.put(number, step)).isEqualTo(map.put(number, step));
            }
            assertThat(numbered.size()).isEqualTo(map.size());
            assertThat(numbered.has(number)).isEqualTo(map.containsKey(number));
        }
        var seen = new ArrayList<Long>();
        numbered.each((number, value) -> {
            seen.add(number);
            assertThat(value).isEqualTo(map.get(number));
        });
        assertThat(seen).isNotEmpty().containsExactlyElementsOf(map.keySet());
    }

    @Test
    void rowsAreThoseOfASortedMap() {
        var random = new Random(Mutations.seed());
        var rows = new Rows<Integer>();
        var map = new TreeMap<Long, Integer>();
        for (int step = 0; step < STEPS; step++) {
            long number = random.nextInt(NUMBERS);
            if (random.nextInt(5) < 2) {
                rows.remove(number);
                map.remove(number);
            } else {
                rows.put(number, step);
                map.put(number, step);
            }
            assertThat(rows.get(number)).isEqualTo(map.get(number));
        }
        long from = NUMBERS / 2;
        assertThat(rows.numbers().boxed()).isNotEmpty().containsExactlyElementsOf(map.keySet());
        assertThat(rows.above(from).boxed()).containsExactlyElementsOf(map.tailMap(from, false).keySet());
        assertThat(rows.downwards().boxed()).containsExactlyElementsOf(map.descendingKeySet());
        assertThat(rows.last()).isEqualTo(map.lastKey());
        assertThat(rows.copy().numbers().boxed()).containsExactlyElementsOf(map.keySet());
    }
}
