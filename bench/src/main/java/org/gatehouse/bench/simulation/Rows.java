package org.gatehouse.bench.simulation;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Rows by ascending number, which mostly come at the end: as a table has them, without an object for each.
final class Rows<V> {
    private static final int FIRST = 2;

    private static final long[] NO_NUMBERS = {};
    private static final Object[] NO_VALUES = {};

    private long[] numbers = NO_NUMBERS;
    private @Nullable Object[] values = NO_VALUES;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    private int find(long number) {
        return size > 0 && number > numbers[size - 1] ? -size - 1 : Arrays.binarySearch(numbers, 0, size, number);
    }

    boolean has(long number) {
        return find(number) >= 0;
    }

    @Nullable V get(long number) {
        int at = find(number);
        return at < 0 ? null : value(at);
    }

    V require(long number) {
        return Objects.requireNonNull(get(number));
    }

    void put(long number, V value) {
        int at = find(number);
        if (at < 0) {
            at = -at - 1;
            if (size == numbers.length) {
                int more = Math.max(FIRST, size + size / 2);
                numbers = Arrays.copyOf(numbers, more);
                values = Arrays.copyOf(values, more);
            }
            System.arraycopy(numbers, at, numbers, at + 1, size - at);
            System.arraycopy(values, at, values, at + 1, size - at);
            numbers[at] = number;
            size++;
        }
        values[at] = value;
    }

    void putAll(Rows<V> others) {
        for (int i = 0; i < others.size; i++) {
            put(others.numbers[i], others.value(i));
        }
    }

    void remove(long number) {
        int at = find(number);
        if (at >= 0) {
            size--;
            System.arraycopy(numbers, at + 1, numbers, at, size - at);
            System.arraycopy(values, at + 1, values, at, size - at);
            values[size] = null;
        }
    }

    void clear() {
        numbers = NO_NUMBERS;
        values = NO_VALUES;
        size = 0;
    }

    /// The numbers, upwards.
    LongStream numbers() {
        return Arrays.stream(numbers, 0, size);
    }

    /// Those above a number, upwards.
    LongStream above(long number) {
        int at = find(number);
        return Arrays.stream(numbers, at < 0 ? -at - 1 : at + 1, size);
    }

    /// Downwards from the last.
    LongStream downwards() {
        return LongStream.iterate(size - 1L, at -> at >= 0, at -> at - 1).map(at -> numbers[(int) at]);
    }

    long last() {
        if (size == 0) {
            throw new NoSuchElementException();
        }
        return numbers[size - 1];
    }

    @SuppressWarnings("unchecked")
    V value(int at) {
        return (V) Objects.requireNonNull(values[at]);
    }

    Rows<V> copy() {
        var copy = new Rows<V>();
        if (size == 0) {
            return copy;
        }
        copy.numbers = Arrays.copyOf(numbers, size);
        copy.values = Arrays.copyOf(values, size);
        copy.size = size;
        return copy;
    }
}
