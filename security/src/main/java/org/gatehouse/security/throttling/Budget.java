package org.gatehouse.security.throttling;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One person's budget of one component: inputs in, outputs out. No thread, no clock; not thread-safe.
///
/// Times are counted in windows of one minute. No window has more than its share, but for what was running when the
/// share was used up; and of what the window before had, the part counts that lies less than a minute back, as if it
/// had been used evenly. So whoever uses up a whole minute's share at once gets the next minute's bit by bit, and not
/// in another burst that everybody else feels.
public final class Budget {
    /// The length of a window.
    public static final long WINDOW_NANOS = 60_000_000_000L;
    /// For how long nothing is granted after a refusal: a share that comes back by the millisecond would be asked for
    /// by the millisecond.
    static final long WAIT_NANOS_MIN = 100_000_000L;
    /// The longest wait that is told, so that a client comes to know of a policy that was changed.
    static final long WAIT_NANOS_MAX = 10_000_000_000L;
    /// When to ask for a place again: nobody knows when another connection, or work that waits before, will end.
    static final long PLACE_WAIT_NANOS = 1_000_000_000L;
    /// The most by which an answer is kept back, as Exchange 2007 had it for each request.
    static final long PAUSE_NANOS_MAX = 2_000_000_000L;

    /// For how long somebody who was over budget is served few requests at a time, and evenly (see [Lane]).
    static final long IN_TURN_NANOS = 5 * WINDOW_NANOS;
    /// The longest rest after a piece of work: it is not to hold up its owner for ever.
    static final long REST_NANOS_MAX = 2_000_000_000L;
    /// So much work goes on without a rest, since no sleep is more exact.
    static final long REST_NANOS_MIN = 2_000_000L;

    /// As many members may each use a part of a limit that they do not tell the others.
    static final int PARTS = 16;

    private static final long NANOS_OF_PERCENT = WINDOW_NANOS / 100;
    private static final Measure[] TIMES = {Measure.AD, Measure.CAS, Measure.MAILBOX_RPC};
    private static final Measure[] ALL = Measure.values();
    private static final Line[] LINES = Line.values();
    private static final int MEASURES = ALL.length;
    private static final BudgetOutput GRANTED = new BudgetOutput.Granted();

    private Allowance allowance;
    private long placesMax;
    private final long[] limits = new long[MEASURES];
    /// Used in this window and in the one before, by everybody, and on this member since the budget began.
    private final long[] used = new long[MEASURES];
    private final long[] usedBefore = new long[MEASURES];
    private final long[] totals = new long[MEASURES];
    /// As much of what was used in the two windows as was used elsewhere.
    private final long[] usedElsewhere = new long[MEASURES];
    private final long[] usedElsewhereBefore = new long[MEASURES];
    private final int[] places = new int[LINES.length];
    private final int[] placesElsewhere = new int[LINES.length];
    private final long era;
    private long windowStart;
    private long settledAt;
    private int running;
    private long resumesAt;
    private long toldUntil;
    private long inTurnUntil;
    /// Until when what was used in turn is all that may be used, spread evenly.
    private final long[] evenUntil = new long[MEASURES];
    private Measure lastOver = Measure.CAS;
    private final int[] refusals = new int[MEASURES];
    private Optional<BudgetOutput.Report> report = Optional.empty();

    /// @param era see [Usage]
    public Budget(Allowance allowance, long now, long era) {
        this.era = era;
        this.windowStart = now;
        this.settledAt = now;
        this.resumesAt = now;
        this.toldUntil = now;
        this.inTurnUntil = now;
        this.allowance = allowance;
        allow(allowance);
    }

    public BudgetOutput step(BudgetInput input) {
        return switch (input) {
            case BudgetInput.Begin(long now) -> begin(now);
            case BudgetInput.PutOff(long now) -> {
                advance(now);
                yield refuse(lastOver, PLACE_WAIT_NANOS);
            }
            case BudgetInput.GoOn(long now) -> {
                advance(now);
                yield decide();
            }
            case BudgetInput.End(long now) -> {
                advance(now);
                running--;
                yield GRANTED;
            }
            case BudgetInput.Spent(long now, long adNanos, long mailboxRpcNanos) -> {
                advance(now);
                spend(Measure.AD, now - adNanos, adNanos);
                spend(Measure.MAILBOX_RPC, now - mailboxRpcNanos, mailboxRpcNanos);
                yield GRANTED;
            }
            case BudgetInput.Excused(long now, long casNanos) -> {
                advance(now);
                excuse(casNanos);
                yield GRANTED;
            }
            case BudgetInput.Open(long now, Line line) -> open(now, line);
            case BudgetInput.Close(long now, Line line) -> {
                advance(now);
                places[line.ordinal()]--;
                yield GRANTED;
            }
            case BudgetInput.Elsewhere elsewhere -> elsewhere(elsewhere);
            case BudgetInput.Allow(long now, Allowance changed) -> {
                advance(now);
                allow(changed);
                yield GRANTED;
            }
            case BudgetInput.Tick(long now) -> {
                advance(now);
                BudgetOutput told = report.<BudgetOutput>map(ended -> ended).orElse(GRANTED);
                report = Optional.empty();
                yield told;
            }
        };
    }

    private BudgetOutput begin(long now) {
        advance(now);
        BudgetOutput decision = decide();
        if (decision instanceof BudgetOutput.Granted) {
            running++;
        }
        return decision;
    }

    private BudgetOutput open(long now, Line line) {
        advance(now);
        if ((long) places[line.ordinal()] + placesElsewhere[line.ordinal()] >= placesMax) {
            return refuse(Measure.CONCURRENCY, PLACE_WAIT_NANOS);
        }
        places[line.ordinal()]++;
        return GRANTED;
    }

    private BudgetOutput elsewhere(BudgetInput.Elsewhere more) {
        advance(more.now());
        placesElsewhere[Line.MAIN.ordinal()] += more.connections();
        placesElsewhere[Line.ADDRESS_BOOK.ordinal()] += more.addressBookConnections();
        spendElsewhere(Measure.AD, more.adNanos());
        spendElsewhere(Measure.CAS, more.casNanos());
        spendElsewhere(Measure.MAILBOX_RPC, more.mailboxRpcNanos());
        return GRANTED;
    }

    /// Less than nothing takes back what another member has excused since it told it, as far as it still counts.
    private void spendElsewhere(Measure time, long nanos) {
        int index = time.ordinal();
        long now = Math.max(nanos, -usedElsewhere[index]);
        used[index] += now;
        usedElsewhere[index] += now;
        long before = Math.max(nanos - now, -usedElsewhereBefore[index]);
        usedBefore[index] += before;
        usedElsewhereBefore[index] += before;
    }

    /// Takes back what was used here, and leaves what was used elsewhere: that is excused there.
    private void excuse(long nanos) {
        int cas = Measure.CAS.ordinal();
        totals[cas] -= nanos;
        long now = Math.min(nanos, used[cas] - usedElsewhere[cas]);
        used[cas] -= now;
        usedBefore[cas] -= Math.min(nanos - now, usedBefore[cas] - usedElsewhereBefore[cas]);
        evenUntil[cas] = Math.min(evenUntil[cas], Math.max(settledAt, evenUntil[cas] - spread(cas, nanos)));
    }

    private void allow(Allowance changed) {
        allowance = changed;
        Arrays.fill(evenUntil, settledAt);
        OptionalInt most = changed.concurrency();
        placesMax = most.isPresent() ? most.getAsInt() : Long.MAX_VALUE;
        for (Measure time : TIMES) {
            OptionalInt percent = changed.of(time);
            limits[time.ordinal()] = percent.isPresent() ? percent.getAsInt() * NANOS_OF_PERCENT : Long.MAX_VALUE;
        }
        if (Arrays.stream(TIMES).allMatch(time -> limits[time.ordinal()] == Long.MAX_VALUE)) {
            inTurnUntil = settledAt; // there is no share any more that could be used too fast
        }
    }

    /// Brings windows and running work up to the present.
    private void advance(long now) {
        if (now - windowStart >= WINDOW_NANOS) {
            settle(windowStart + WINDOW_NANOS);
            shift();
            windowStart += WINDOW_NANOS;
            long whole = (now - windowStart) / WINDOW_NANOS;
            if (whole > 0) { // nothing but what ran all the time
                long last = windowStart + (whole - 1) * WINDOW_NANOS;
                settle(last);
                clear();
                settle(last + WINDOW_NANOS);
                shift();
                windowStart = last + WINDOW_NANOS;
            }
        }
        settle(now);
    }

    private void settle(long until) {
        if (until > settledAt) {
            spend(Measure.CAS, settledAt, running * (until - settledAt));
            settledAt = until;
        }
    }

    private void shift() {
        System.arraycopy(used, 0, usedBefore, 0, MEASURES);
        System.arraycopy(usedElsewhere, 0, usedElsewhereBefore, 0, MEASURES);
        clear();
        var parts = new EnumMap<Measure, Integer>(Measure.class);
        for (Measure measure : ALL) {
            if (refusals[measure.ordinal()] > 0) {
                parts.put(measure, refusals[measure.ordinal()]);
                refusals[measure.ordinal()] = 0;
            }
        }
        if (!parts.isEmpty()) {
            report = Optional.of(new BudgetOutput.Report(parts));
        }
    }

    private void clear() {
        Arrays.fill(used, 0);
        Arrays.fill(usedElsewhere, 0);
    }

    /// @param from when it began to be used
    private void spend(Measure time, long from, long nanos) {
        used[time.ordinal()] += nanos;
        totals[time.ordinal()] += nanos;
        if (nanos > 0 && inTurnUntil > settledAt) {
            int index = time.ordinal();
            // Not further than a minute: whoever used more than its share at once is refused until it is back.
            evenUntil[index] = Math.min(Math.max(evenUntil[index], from) + spread(index, nanos),
                    Math.max(settledAt, from) + WINDOW_NANOS);
        }
    }

    /// How long a time is when it is spread evenly; a window at most, and where nothing is allowed.
    private long spread(int time, long nanos) {
        return (long) Math.min(WINDOW_NANOS, (double) nanos / limits[time] * WINDOW_NANOS);
    }

    private BudgetOutput decide() {
        long wait = 0;
        for (Measure time : TIMES) {
            long waitForIt = waitFor(time.ordinal());
            if (waitForIt > wait) {
                wait = waitForIt;
                lastOver = time;
            }
        }
        if (wait > 0) {
            resumesAt = settledAt + WAIT_NANOS_MIN;
            inTurnUntil = settledAt + IN_TURN_NANOS;
            return refuse(lastOver, Math.max(wait, WAIT_NANOS_MIN));
        }
        return resumesAt > settledAt ? refuse(lastOver, resumesAt - settledAt) : GRANTED;
    }

    /// How long until the use is below the limit if nobody goes on; 0 when it is.
    private long waitFor(int time) {
        long limit = limits[time];
        if (limit == Long.MAX_VALUE) {
            return 0;
        }
        long left = limit - used[time];
        long elapsed = settledAt - windowStart;
        if (left <= 0) {
            return WINDOW_NANOS - elapsed + (limit == 0 ? WINDOW_NANOS : agedTo(limit, used[time]));
        }
        long before = usedBefore[time];
        return isLess(before, WINDOW_NANOS - elapsed, left, WINDOW_NANOS) ? 0
                : Math.max(1, agedTo(left, before) - elapsed);
    }

    /// Whether one product is less than another; they have more than 64 bits.
    private static boolean isLess(long one, long by, long other, long byOther) {
        int high = Long.compare(Math.multiplyHigh(one, by), Math.multiplyHigh(other, byOther));
        return high < 0 || high == 0 && Long.compareUnsigned(one * by, other * byOther) < 0;
    }

    /// How far into a window less than `most` of what was used in the window before counts.
    private static long agedTo(long most, long before) {
        long elapsed = (long) (WINDOW_NANOS * (1 - (double) most / before)) + 1;
        // Rounded, it may be a nanosecond early, and whoever came then would be refused again.
        return isLess(before, WINDOW_NANOS - elapsed, most, WINDOW_NANOS) ? elapsed : elapsed + 1;
    }

    private BudgetOutput refuse(Measure measure, long wait) {
        refusals[measure.ordinal()]++;
        long told = Math.min(wait, WAIT_NANOS_MAX);
        long pause = Math.clamp(toldUntil - settledAt, 0, PAUSE_NANOS_MAX);
        toldUntil = Math.max(toldUntil, settledAt + told);
        return new BudgetOutput.Refused(measure, told, pause);
    }

    public Allowance allowance() {
        return allowance;
    }

    /// What this member has used, as of the last input.
    public Usage usage() {
        return new Usage(era, places[Line.MAIN.ordinal()], places[Line.ADDRESS_BOOK.ordinal()],
                totals[Measure.AD.ordinal()], totals[Measure.CAS.ordinal()], totals[Measure.MAILBOX_RPC.ordinal()]);
    }

    /// As much of it as still counts, as of the last input.
    public Usage.Recent recent() {
        return new Usage.Recent(recent(Measure.AD), recent(Measure.CAS), recent(Measure.MAILBOX_RPC));
    }

    private long recent(Measure time) {
        int index = time.ordinal();
        double share = (double) (WINDOW_NANOS - (settledAt - windowStart)) / WINDOW_NANOS;
        return used[index] - usedElsewhere[index] + (long) ((usedBefore[index] - usedElsewhereBefore[index]) * share);
    }

    /// Whether so much is used here that other members ought to know: their parts together could exceed the limit.
    public boolean isNoticeable() {
        for (Line line : LINES) {
            if (places[line.ordinal()] > 0 && (long) places[line.ordinal()] * PARTS >= placesMax) {
                return true;
            }
        }
        for (Measure time : TIMES) {
            long recent = recent(time);
            if (recent > 0 && recent >= limits[time.ordinal()] / PARTS) {
                return true;
            }
        }
        return false;
    }

    /// Whether time was used up lately, as of the last input: then what comes back of it is not to be used all at once.
    public boolean isServedInTurn() {
        return inTurnUntil > settledAt;
    }

    /// How long whoever is served in turn ought to rest, as of the last input, before more work begins: so that the
    /// share that comes back is used as evenly as it comes. 0 for everybody else.
    public long rest() {
        if (!isServedInTurn()) {
            return 0;
        }
        long rest = 0;
        for (Measure time : TIMES) {
            rest = Math.max(rest, evenUntil[time.ordinal()] - settledAt);
        }
        return rest < REST_NANOS_MIN ? 0 : Math.min(rest, REST_NANOS_MAX);
    }

    /// Connections that are open, here and elsewhere.
    public int connections(Line line) {
        return places[line.ordinal()] + placesElsewhere[line.ordinal()];
    }

    /// What was used of a time in this window and, as far as it counts, in the one before; in nanoseconds.
    public Map<Measure, Long> use() {
        var use = new EnumMap<Measure, Long>(Measure.class);
        double share = (double) (WINDOW_NANOS - (settledAt - windowStart)) / WINDOW_NANOS;
        for (Measure time : TIMES) {
            use.put(time, used[time.ordinal()] + (long) (usedBefore[time.ordinal()] * share));
        }
        return use;
    }

    /// Whether nothing would be lost if it were forgotten, but for the serving in turn, which nobody needs any more who
    /// has no connection and used nothing for two minutes; connections elsewhere are known elsewhere.
    public boolean isIdle() {
        boolean idle = running == 0 && report.isEmpty() && resumesAt <= settledAt && toldUntil <= settledAt;
        for (Line line : LINES) {
            idle &= places[line.ordinal()] == 0;
        }
        for (Measure measure : ALL) {
            idle &= used[measure.ordinal()] == 0 && usedBefore[measure.ordinal()] == 0
                    && refusals[measure.ordinal()] == 0;
        }
        return idle;
    }
}
