package org.gatehouse.bench.simulation;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Things by number, in a third of the memory of a map of boxed numbers: a large world has some ten million of them.
/// Open addressing; visits go by ascending number, so that a replay does the same.
final class Numbered<V> {
    private static final int FIRST = 4;

    private long[] numbers = new long[FIRST];
    private @Nullable Object[] values = new Object[FIRST];
    private int size;

    int size() {
        return size;
    }

    /// Where a number is, or would be.
    private int slot(long number) {
        int mask = values.length - 1;
        long mixed = number * 0x9e3779b97f4a7c15L;
        int at = (int) (mixed >>> Integer.SIZE) & mask;
        while (values[at] != null && numbers[at] != number) {
            at = at + 1 & mask;
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    @Nullable V get(long number) {
        return (V) values[slot(number)];
    }

    boolean has(long number) {
        return values[slot(number)] != null;
    }

    /// Gives what was there before.
    @SuppressWarnings("unchecked")
    @Nullable V put(long number, V value) {
        int at = slot(number);
        var before = (V) values[at];
        values[at] = value;
        if (before == null) {
            numbers[at] = number;
            if (++size > values.length - values.length / 4) {
                grow();
            }
        }
        return before;
    }

    V getOrMake(long number, LongFunction<V> maker) {
        V known = get(number);
        if (known == null) {
            known = maker.apply(number);
            V _ = put(number, known);
        }
        return known;
    }

    private void grow() {
        long[] known = numbers;
        Object[] held = values;
        numbers = new long[2 * known.length];
        values = new Object[2 * held.length];
        for (int i = 0; i < held.length; i++) {
            if (held[i] != null) {
                int at = slot(known[i]);
                numbers[at] = known[i];
                values[at] = held[i];
            }
        }
    }

    /// Gives what was there; those behind close the gap.
    @SuppressWarnings("unchecked")
    @Nullable V remove(long number) {
        int gap = slot(number);
        var before = (V) values[gap];
        if (before == null) {
            return null;
        }
        size--;
        values[gap] = null;
        int mask = values.length - 1;
        for (int at = gap + 1 & mask; values[at] != null; at = at + 1 & mask) {
            Object moved = values[at];
            values[at] = null;
            int now = slot(numbers[at]);
            numbers[now] = numbers[at];
            values[now] = moved;
        }
        return before;
    }

    void clear() {
        numbers = new long[FIRST];
        values = new Object[FIRST];
        size = 0;
    }

    /// The visitor may change what there is; it sees what there was.
    @SuppressWarnings("unchecked")
    void each(BiConsumer<Long, V> visitor) {
        var all = new long[size];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                all[count++] = numbers[i];
            }
        }
        Arrays.sort(all);
        var held = new Object[count];
        for (int i = 0; i < count; i++) {
            held[i] = values[slot(all[i])];
        }
        for (int i = 0; i < count; i++) {
            visitor.accept(all[i], (V) held[i]);
        }
    }
}
