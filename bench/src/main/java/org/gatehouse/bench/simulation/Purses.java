package org.gatehouse.bench.simulation;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budget;
import org.gatehouse.security.throttling.BudgetInput;
import org.gatehouse.security.throttling.BudgetOutput;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Usage;

/// The budgets of one member, with books of our own beside them that say whether they hold.
final class Purses {
    private static final long NANOS = 1_000_000;
    /// What others used is known after so long: half a second between rounds, and two ways.
    static final long KNOWN_AFTER = 1_010;
    /// What a member that is not heard of had open counts for so long.
    static final long FORGOTTEN_AFTER = 5_000;

    private final World world;
    private final Member member;
    private final Allowance allowance;
    private final Map<String, Purse> purses = new LinkedHashMap<>();
    /// Since when this member has been able to tell and to hear.
    private long heardSince;

    Purses(World world, Member member) {
        this.world = world;
        this.member = member;
        this.allowance = new Allowance("Small", OptionalInt.of(world.plan.places()), OptionalInt.empty(),
                OptionalInt.of(world.plan.percent()), OptionalInt.empty());
        this.heardSince = world.time.now();
    }

    private record Moment(long at, int places) {}

    /// One budget and its book.
    private static final class Purse {
        private final Cores.Budgeting budget;
        private final Map<Integer, Usage> elsewhere = new HashMap<>();
        private final ArrayDeque<Moment> moments = new ArrayDeque<>();
        private final long begun;
        private long windowStart;
        private long used;
        private long settledAt;
        private int running;
        private int places;

        private Purse(Cores.Budgeting budget, long now) {
            this.budget = budget;
            this.begun = now;
            this.windowStart = now;
            this.settledAt = now;
            this.moments.add(new Moment(now, 0));
        }

        private void settle(long now) {
            long window = Budget.WINDOW_NANOS / NANOS;
            while (now - windowStart >= window) {
                windowStart += window;
                used = 0;
                settledAt = Math.max(settledAt, windowStart);
            }
            used += running * (now - settledAt);
            settledAt = now;
        }

        private void count(long now, int more) {
            places += more;
            moments.add(new Moment(now, places));
            while (moments.size() > 1 && moments.getFirst().at < now - 2 * KNOWN_AFTER) {
                moments.removeFirst();
            }
        }

        /// The fewest places of the time in which others came to know.
        private int placesLately(long now) {
            int fewest = places;
            int before = 0;
            for (Moment moment : moments) {
                if (moment.at <= now - KNOWN_AFTER) {
                    before = moment.places;
                } else {
                    fewest = Math.min(fewest, moment.places);
                }
            }
            return Math.min(fewest, before);
        }
    }

    private Purse purse(String owner) {
        return purses.computeIfAbsent(owner, _ -> new Purse(world.cores.budget(allowance, nanos()), world.time.now()));
    }

    private long nanos() {
        return world.time.now() * NANOS;
    }

    /// Takes a place.
    ///
    /// @return 0, or after how many milliseconds to ask again
    long open(String owner, Line line) {
        Purse purse = purse(owner);
        if (purse.budget.step(new BudgetInput.Open(nanos(), line)) instanceof BudgetOutput.Refused refused) {
            return Math.max(1, refused.waitNanos() / NANOS);
        }
        if (line == Line.MAIN) {
            purse.count(world.time.now(), 1);
            checkPlaces(owner, purse);
        }
        return 0;
    }

    private void checkPlaces(String owner, Purse purse) {
        int limit = world.plan.places();
        if (purse.places > limit) {
            throw new Violation("a budget holds on a member: " + owner + " has " + purse.places + " of " + limit
                    + " places at " + member.host);
        }
        if (world.time.now() - purse.begun <= KNOWN_AFTER) {
            return; // it has not heard of the others yet
        }
        int elsewhere = world.members.stream().filter(other -> other != member && world.hear(other, member))
                .mapToInt(other -> other.purses.placesLately(owner)).sum();
        if (purse.places + elsewhere > limit) {
            throw new Violation("a budget holds over members within a second: " + owner + " has " + purse.places
                    + " places at " + member.host + " and has had " + elsewhere + " elsewhere, of " + limit);
        }
    }

    private int placesLately(String owner) {
        Purse purse = purses.get(owner);
        return purse == null ? 0 : purse.placesLately(world.time.now());
    }

    void close(String owner, Line line) {
        Purse purse = purse(owner);
        purse.budget.step(new BudgetInput.Close(nanos(), line));
        if (line == Line.MAIN) {
            purse.count(world.time.now(), -1);
        }
    }

    /// Begins a piece of work; the same answers as those of [#open].
    long begin(String owner) {
        Purse purse = purse(owner);
        purse.settle(world.time.now());
        if (purse.budget.step(new BudgetInput.Begin(nanos())) instanceof BudgetOutput.Refused refused) {
            return Math.max(1, refused.waitNanos() / NANOS);
        }
        long limit = world.plan.percent() * (Budget.WINDOW_NANOS / NANOS) / 100;
        if (purse.used >= limit) {
            throw new Violation("a budget holds on a member: " + owner + " has used " + purse.used + " of " + limit
                    + " ms at " + member.host);
        }
        purse.running++;
        return 0;
    }

    void end(String owner) {
        Purse purse = purse(owner);
        purse.settle(world.time.now());
        purse.running--;
        purse.budget.step(new BudgetInput.End(nanos()));
    }

    /// Tells the others and hears of them, through the directory.
    void share() {
        if (!world.cores.sharesBudgets()) {
            return;
        }
        long now = world.time.now();
        purses.forEach((owner, purse) -> {
            purse.budget.step(new BudgetInput.Tick(nanos()));
            Usage usage = purse.budget.usage();
            Map<Integer, Directory.Note> notes = world.directory.notes.computeIfAbsent(owner,
                    _ -> new LinkedHashMap<>());
            notes.put(member.index, new Directory.Note(usage, now));
            for (Member other : world.members) {
                if (other != member) {
                    Directory.Note note = notes.get(other.index);
                    hear(purse, other.index, note == null || now - note.at() > FORGOTTEN_AFTER ? Usage.NONE
                            : note.usage());
                }
            }
        });
    }

    private void hear(Purse purse, int other, Usage usage) {
        Usage before = purse.elsewhere.getOrDefault(other, Usage.NONE);
        if (usage.equals(before)) {
            return;
        }
        purse.elsewhere.put(other, usage);
        boolean same = usage.era() == before.era();
        purse.budget.step(new BudgetInput.Elsewhere(nanos(), usage.connections() - before.connections(),
                usage.addressBookConnections() - before.addressBookConnections(),
                same ? usage.adNanos() - before.adNanos() : 0, same ? usage.casNanos() - before.casNanos() : 0,
                same ? usage.mailboxRpcNanos() - before.mailboxRpcNanos() : 0));
    }

    /// Whether it has been telling and hearing for as long as that takes to matter.
    boolean isHeard() {
        return member.host.up && world.time.now() - Math.max(heardSince, member.host.stillUntil) > KNOWN_AFTER;
    }

    /// It cannot tell or hear.
    void interrupt() {
        heardSince = world.time.now();
    }

    /// Its process starts.
    void restart() {
        purses.clear();
        interrupt();
    }
}
