package org.gatehouse.mapi.calendar;

import static org.gatehouse.wire.MalformedException.require;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// One month of a published state, such as busy: a value of PidTagScheduleInfoMonthsBusy with the value at the same
/// place of PidTagScheduleInfoFreeBusyBusy, and so for the other states ([MS-OXOPFFB] 2.2.1.2).
///
/// @param blocks ascending, neither overlapping nor touching
public record FreeBusyMonth(YearMonth month, List<Block> blocks) {
    private static final int YEAR_FACTOR = 16;
    private static final int MINUTES_MAX = 31 * 24 * 60;
    private static final int BLOCK_BYTES = 4;
    private static final int YEAR_MIN = 1601;
    private static final int YEAR_MAX = 4500;

    public FreeBusyMonth {
        blocks = List.copyOf(blocks);
    }

    /// Minutes since the month began in UTC; the end is the first minute that is free.
    public record Block(int start, int end) {
        public Block {
            if (start < 0 || end < start || end > MINUTES_MAX) {
                throw new IllegalArgumentException("minutes " + start + " to " + end + " of a month");
            }
        }
    }

    /// A time to publish; seconds are cut off its start and end.
    public record Interval(Instant start, Instant end) {}

    /// The value for the months' property.
    public int key() {
        return month.getYear() * YEAR_FACTOR + month.getMonthValue();
    }

    /// The value for the blocks' property.
    public Bytes encode() {
        var out = new ByteWriter(BLOCK_BYTES * blocks.size());
        blocks.forEach(block -> out.u16(block.start).u16(block.end));
        return out.toBytes();
    }

    /// @throws org.gatehouse.wire.MalformedException for a month that is none, or minutes beyond it
    public static FreeBusyMonth of(int key, Bytes data) {
        int year = key / YEAR_FACTOR;
        int month = key % YEAR_FACTOR;
        require(year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12, "month of free and busy times");
        require(data.length() % BLOCK_BYTES == 0, "blocks of free and busy times");
        return new FreeBusyMonth(YearMonth.of(year, month), data.reader().list(data.length() / BLOCK_BYTES,
                BLOCK_BYTES, FreeBusyMonth::block));
    }

    private static Block block(ByteReader in) {
        int start = in.u16();
        int end = in.u16();
        require(start <= end && end <= MINUTES_MAX, "minutes of free and busy times");
        return new Block(start, end);
    }

    /// The months that intervals touch, in order: parted where a month ends, joined where they overlap or touch.
    public static List<FreeBusyMonth> publish(List<Interval> intervals) {
        var months = new TreeMap<YearMonth, List<Block>>();
        for (Interval interval : intervals.stream().sorted(Comparator.comparing(Interval::start)).toList()) {
            YearMonth month = YearMonth.from(interval.start.atOffset(ZoneOffset.UTC));
            for (Instant begin = begin(month); begin.isBefore(interval.end); begin = begin(month)) {
                int start = (int) Math.max(0, Duration.between(begin, interval.start).toMinutes());
                int end = (int) Math.min(month.lengthOfMonth() * 24L * 60,
                        Duration.between(begin, interval.end).toMinutes());
                if (end > start) {
                    join(months.computeIfAbsent(month, _ -> new ArrayList<>()), new Block(start, end));
                }
                month = month.plusMonths(1);
            }
        }
        return months.entrySet().stream().map(each -> new FreeBusyMonth(each.getKey(), each.getValue())).toList();
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static void join(List<Block> blocks, Block next) {
        if (!blocks.isEmpty() && next.start <= blocks.getLast().end) {
            Block last = blocks.removeLast();
            blocks.add(new Block(last.start, Math.max(last.end, next.end)));
        } else {
            blocks.add(next);
        }
    }

    public List<Interval> intervals() {
        Instant begin = begin(month);
        return blocks.stream().map(block -> new Interval(begin.plus(Duration.ofMinutes(block.start)),
                begin.plus(Duration.ofMinutes(block.end)))).toList();
    }
}
