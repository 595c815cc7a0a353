package org.gatehouse.bench.simulation;

import java.util.Arrays;

/// A few numbers of messages, in the order in which they came.
final class Tokens {
    private static final long[] NONE = {};

    private long[] tokens = NONE;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long get(int at) {
        return tokens[at];
    }

    private int find(long token) {
        for (int i = 0; i < size; i++) {
            if (tokens[i] == token) {
                return i;
            }
        }
        return -1;
    }

    /// Adds what is not there.
    void add(long token) {
        if (find(token) < 0) {
            if (size == tokens.length) {
                tokens = Arrays.copyOf(tokens, Math.max(2, size + size / 2));
            }
            tokens[size++] = token;
        }
    }

    void remove(long token) {
        int at = find(token);
        if (at >= 0) {
            size--;
            System.arraycopy(tokens, at + 1, tokens, at, size - at);
        }
    }
}
