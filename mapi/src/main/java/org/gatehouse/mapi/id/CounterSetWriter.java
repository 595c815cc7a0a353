package org.gatehouse.mapi.id;

import java.util.List;
import org.gatehouse.mapi.id.CounterSet.Range;
import org.gatehouse.wire.ByteWriter;

/// Encodes ranges of counters ([MS-OXCFXICS] 3.1.5.4.3.1): what neighbours have in common is pushed once, neighbours
/// within nine values share a bitmask, and the stack is empty at the end.
final class CounterSetWriter {
    /// A bitmask holds at most so many ranges (3.1.5.4.3.1.3).
    private static final int BITMASK_RANGES_MAX = 5;
    private static final int BITMASK_REACH = 8;
    private static final int LEAF = CounterSet.COUNTER_BYTES - 1;

    private final ByteWriter out;

    CounterSetWriter(ByteWriter out) {
        this.out = out;
    }

    void write(List<Range> ranges) {
        groups(ranges, 0);
        out.u8(CounterSet.END);
    }

    /// Ranges that have `depth` bytes in common, which are on the stack.
    private void groups(List<Range> ranges, int depth) {
        int from = 0;
        while (from < ranges.size()) {
            Range first = ranges.get(from);
            int to = from + 1;
            if (common(first.low(), first.high()) > depth) {
                while (to < ranges.size() && common(first.low(), ranges.get(to).high()) > depth) {
                    to++;
                }
                group(ranges.subList(from, to), depth);
            } else {
                range(first, depth);
            }
            from = to;
        }
    }

    /// Ranges that have more than `depth` bytes in common.
    private void group(List<Range> ranges, int depth) {
        Range first = ranges.getFirst();
        int shared = common(first.low(), ranges.getLast().high());
        push(first.low(), depth, shared);
        if (shared == CounterSet.COUNTER_BYTES) {
            return;
        }
        if (shared == LEAF) {
            leaves(ranges);
        } else {
            groups(ranges, shared);
        }
        out.u8(CounterSet.POP);
    }

    private void leaves(List<Range> ranges) {
        int from = 0;
        while (from < ranges.size()) {
            Range first = ranges.get(from);
            int to = from + 1;
            while (to < ranges.size() && to - from < BITMASK_RANGES_MAX
                    && ranges.get(to).high() - first.low() <= BITMASK_REACH) {
                to++;
            }
            if (to - from > 1) {
                bitmask(ranges.subList(from, to));
            } else if (first.low() == first.high()) {
                push(first.low(), LEAF, CounterSet.COUNTER_BYTES);
            } else {
                range(first, LEAF);
            }
            from = to;
        }
    }

    private void bitmask(List<Range> ranges) {
        long start = ranges.getFirst().low();
        int bits = 0;
        for (Range range : ranges) {
            for (long counter = range.low(); counter <= range.high(); counter++) {
                bits |= 1 << (counter - start);
            }
        }
        out.u8(CounterSet.BITMASK).u8((int) start & 0xff).u8(bits >> 1);
    }

    private void range(Range range, int depth) {
        out.u8(CounterSet.RANGE);
        bytes(range.low(), depth, CounterSet.COUNTER_BYTES);
        bytes(range.high(), depth, CounterSet.COUNTER_BYTES);
    }

    private void push(long counter, int from, int to) {
        out.u8(to - from);
        bytes(counter, from, to);
    }

    private void bytes(long counter, int from, int to) {
        for (int i = from; i < to; i++) {
            out.u8((int) (counter >> 8 * (LEAF - i)) & 0xff);
        }
    }

    /// How many high-order bytes two counters share.
    private static int common(long left, long right) {
        int bits = Long.numberOfLeadingZeros(left ^ right) - (Long.SIZE - 8 * CounterSet.COUNTER_BYTES);
        return Math.min(bits / 8, CounterSet.COUNTER_BYTES);
    }
}
