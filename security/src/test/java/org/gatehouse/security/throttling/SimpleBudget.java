package org.gatehouse.security.throttling;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A budget as one would explain it: keeps everything that ever happened and adds it up anew for each question.
final class SimpleBudget {
    private static final long WINDOW = 60_000_000_000L;
    private static final long HOLD_OFF = 100_000_000L;

    private final long start;
    private final List<Spending> spendings = new ArrayList<>();
    private final List<long[]> runs = new ArrayList<>();
    private final int[] places = new int[2];
    private Allowance allowance;
    private long lastOver = Long.MIN_VALUE / 2;

    private record Spending(Measure time, long at, long nanos) {}

    SimpleBudget(Allowance allowance, long start) {
        this.allowance = allowance;
        this.start = start;
    }

    void allow(Allowance changed) {
        allowance = changed;
    }

    boolean mayGoOn(long now) {
        if (isOver(now)) {
            lastOver = now;
            return false;
        }
        return now - lastOver >= HOLD_OFF;
    }

    boolean begin(long now) {
        boolean granted = mayGoOn(now);
        if (granted) {
            runs.add(new long[] {now, Long.MAX_VALUE});
        }
        return granted;
    }

    int running() {
        return (int) runs.stream().filter(run -> run[1] == Long.MAX_VALUE).count();
    }

    void end(long now) {
        runs.stream().filter(run -> run[1] == Long.MAX_VALUE).findFirst().orElseThrow()[1] = now;
    }

    void spend(Measure time, long now, long nanos) {
        spendings.add(new Spending(time, now, nanos));
    }

    int places(Line line) {
        return places[line.ordinal()];
    }

    boolean open(Line line) {
        OptionalInt max = allowance.concurrency();
        boolean granted = max.isEmpty() || places[line.ordinal()] < max.getAsInt();
        if (granted) {
            places[line.ordinal()]++;
        }
        return granted;
    }

    void more(Line line, int count) {
        places[line.ordinal()] += count;
    }

    boolean isOver(long now) {
        return isOver(Measure.AD, now) || isOver(Measure.CAS, now) || isOver(Measure.MAILBOX_RPC, now);
    }

    private boolean isOver(Measure time, long now) {
        OptionalInt percent = allowance.of(time);
        if (percent.isEmpty()) {
            return false;
        }
        long window = start + (now - start) / WINDOW * WINDOW;
        var limit = BigInteger.valueOf(percent.getAsInt()).multiply(BigInteger.valueOf(WINDOW / 100));
        var left = limit.subtract(BigInteger.valueOf(used(time, window, now)));
        var before = BigInteger.valueOf(used(time, window - WINDOW, window - 1));
        var counted = before.multiply(BigInteger.valueOf(WINDOW - (now - window)));
        return left.signum() <= 0 || counted.compareTo(left.multiply(BigInteger.valueOf(WINDOW))) >= 0;
    }

    /// What was used from one moment to another, both included.
    private long used(Measure time, long from, long until) {
        long sum = spendings.stream().filter(spending -> spending.time == time && spending.at >= from
                && spending.at <= until).mapToLong(Spending::nanos).sum();
        if (time == Measure.CAS) {
            long end = (until - start) % WINDOW == WINDOW - 1 ? until + 1 : until;
            sum += runs.stream().mapToLong(run -> Math.max(0, Math.min(run[1], end) - Math.max(run[0], from))).sum();
        }
        return sum;
    }
}
