package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// A set of the 48-bit counters of one replica: a GLOBSET ([MS-OXCFXICS] 2.2.2.6), kept as ranges that neither overlap
/// nor touch, lowest first.
///
/// On the wire a program for a small machine with a stack of high-order bytes: see [CounterSetWriter] for what we send
/// and [#read] for what we understand.
public record CounterSet(List<Range> ranges) {
    static final int END = 0x00;
    static final int BITMASK = 0x42;
    static final int POP = 0x50;
    static final int RANGE = 0x52;
    static final int COUNTER_BYTES = 6;

    public static final CounterSet EMPTY = new CounterSet(List.of());

    public CounterSet {
        ranges = isTidy(ranges) ? List.copyOf(ranges) : merged(ranges);
    }

    /// Counters from `low` to `high`, both included.
    public record Range(long low, long high) {
        public Range {
            if (low < 0 || high < low || high >= ObjectId.COUNTER_LIMIT) {
                throw new IllegalArgumentException("counters from " + low + " to " + high);
            }
        }
    }

    private static boolean isTidy(List<Range> ranges) {
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).low <= ranges.get(i - 1).high + 1) {
                return false;
            }
        }
        return true;
    }

    private static List<Range> merged(List<Range> ranges) {
        var sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::low));
        var merged = new ArrayList<Range>();
        for (Range range : sorted) {
            if (!merged.isEmpty() && range.low <= merged.getLast().high + 1) {
                Range last = merged.removeLast();
                merged.add(new Range(last.low, Math.max(last.high, range.high)));
            } else {
                merged.add(range);
            }
        }
        return List.copyOf(merged);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(long counter) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (counter < range.low) {
                high = middle - 1;
            } else if (counter > range.high) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    public CounterSet with(long counter) {
        if (contains(counter)) {
            return this;
        }
        var more = new ArrayList<>(ranges);
        more.add(new Range(counter, counter));
        return new CounterSet(more);
    }

    public CounterSet without(long counter) {
        var less = new ArrayList<Range>(ranges.size() + 1);
        for (Range range : ranges) {
            if (counter < range.low || counter > range.high) {
                less.add(range);
                continue;
            }
            if (counter > range.low) {
                less.add(new Range(range.low, counter - 1));
            }
            if (counter < range.high) {
                less.add(new Range(counter + 1, range.high));
            }
        }
        return new CounterSet(less);
    }

    public CounterSet union(CounterSet other) {
        var all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return new CounterSet(all);
    }

    /// Writes it with its end command.
    public void write(ByteWriter out) {
        new CounterSetWriter(out).write(ranges);
    }

    /// Reads up to the end command ([MS-OXCFXICS] 3.1.5.4.3.2).
    ///
    /// @throws org.gatehouse.wire.MalformedException for an unknown command, bytes missing or too many on the stack, a
    /// range upside down, an end with bytes on the stack
    public static CounterSet read(ByteReader in) {
        var stack = new CommonBytes();
        var ranges = new ArrayList<Range>();
        while (true) {
            int command = in.u8();
            switch (command) {
                case END -> {
                    require(stack.depth == 0, "the end of a counter set with bytes on its stack");
                    return new CounterSet(ranges);
                }
                case POP -> stack.pop();
                case RANGE -> {
                    long low = stack.complete(in);
                    long high = stack.complete(in);
                    require(low <= high, "a range of counters upside down");
                    ranges.add(new Range(low, high));
                }
                case BITMASK -> readBitmask(in, stack, ranges);
                default -> {
                    require(command <= COUNTER_BYTES, "command of a counter set");
                    stack.push(in, command);
                    if (stack.depth == COUNTER_BYTES) {
                        // 3.1.5.4.3.1.1: a whole counter, which leaves the stack by itself.
                        ranges.add(new Range(stack.value, stack.value));
                        stack.pop();
                    }
                }
            }
        }
    }

    /// 3.1.5.4.3.1.3: the start, and a bit for each of the eight values after it.
    private static void readBitmask(ByteReader in, CommonBytes stack, List<Range> ranges) {
        require(stack.depth == COUNTER_BYTES - 1, "a bitmask of counters without five common bytes");
        int start = in.u8();
        int bits = in.u8() << 1 | 1;
        for (int at = 0; at <= 8; at++) {
            if ((bits >> at & 1) != 0) {
                require(start + at <= 0xff, "a bitmask of counters beyond its byte");
                long counter = stack.value << 8 | (start + at);
                ranges.add(new Range(counter, counter));
            }
        }
    }

    /// The common byte stack while reading: its bytes as one number, and how many each push brought.
    private static final class CommonBytes {
        private final int[] pushed = new int[COUNTER_BYTES];
        private int pushes;
        private int depth;
        private long value;

        void push(ByteReader in, int count) {
            require(depth + count <= COUNTER_BYTES, "too many common bytes of counters");
            value = readBytes(in, value, count);
            depth += count;
            pushed[pushes++] = count;
        }

        void pop() {
            require(pushes > 0, "nothing to take off the stack of a counter set");
            int count = pushed[--pushes];
            depth -= count;
            value >>>= 8 * count;
        }

        long complete(ByteReader in) {
            return readBytes(in, value, COUNTER_BYTES - depth);
        }

        private static long readBytes(ByteReader in, long before, int count) {
            long value = before;
            for (int i = 0; i < count; i++) {
                value = value << 8 | in.u8();
            }
            return value;
        }
    }
}
