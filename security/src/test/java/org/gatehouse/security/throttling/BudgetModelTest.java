package org.gatehouse.security.throttling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Random;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// Budgets against a simple model of them, with random lives by seed.
class BudgetModelTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int STEPS = 300;

    @Test
    void decidesAsTheModelDoes() {
        long seed = Mutations.seed();
        for (int round = 0; round < Mutations.rounds(300); round++) {
            try {
                live(new Random(seed + round));
            } catch (AssertionError failure) {
                throw new AssertionError("gatehouse.seed=" + (seed + round), failure);
            }
        }
    }

    /// One budget's life.
    private static void live(Random random) {
        long start = random.nextLong() >> 2; // clocks may begin anywhere
        long now = start;
        Allowance first = allowance(random);
        var budget = new Budget(first, now, 1);
        var model = new SimpleBudget(first, now);
        for (int step = 0; step < STEPS; step++) {
            now += later(random);
            String where = "step " + step + " at " + (now - start);
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> assertThat(granted(budget, new BudgetInput.Begin(now))).as(where)
                        .isEqualTo(model.begin(now));
                case 3, 4 -> end(budget, model, now);
                case 5 -> goOn(budget, model, now, where);
                case 6 -> {
                    long ad = random.nextLong(SECOND);
                    long mailbox = random.nextLong(5 * SECOND);
                    budget.step(new BudgetInput.Spent(now, ad, mailbox));
                    model.spend(Measure.AD, now, ad);
                    model.spend(Measure.MAILBOX_RPC, now, mailbox);
                }
                case 7 -> places(budget, model, now, random, where);
                case 8 -> elsewhere(budget, model, now, random);
                default -> {
                    if (random.nextInt(10) == 0) {
                        Allowance changed = allowance(random);
                        budget.step(new BudgetInput.Allow(now, changed));
                        model.allow(changed);
                    } else {
                        budget.step(new BudgetInput.Tick(now));
                    }
                }
            }
        }
    }

    private static boolean granted(Budget budget, BudgetInput input) {
        return budget.step(input) instanceof BudgetOutput.Granted;
    }

    private static void end(Budget budget, SimpleBudget model, long now) {
        if (model.running() > 0) {
            budget.step(new BudgetInput.End(now));
            model.end(now);
        }
    }

    /// Besides the decision: whoever waits as told, while nothing goes on, is let through then.
    private static void goOn(Budget budget, SimpleBudget model, long now, String where) {
        BudgetOutput output = budget.step(new BudgetInput.GoOn(now));
        assertThat(output instanceof BudgetOutput.Granted).as(where).isEqualTo(model.mayGoOn(now));
        if (output instanceof BudgetOutput.Refused refused && model.running() == 0
                && refused.waitNanos() < Budget.WAIT_NANOS_MAX) {
            assertThat(model.isOver(now + refused.waitNanos())).as(where).isFalse();
            if (refused.waitNanos() > Budget.WAIT_NANOS_MIN) {
                assertThat(model.isOver(now + refused.waitNanos() - 1_000_000)).as(where).isTrue();
            }
        }
    }

    private static void places(Budget budget, SimpleBudget model, long now, Random random, String where) {
        Line line = Line.values()[random.nextInt(2)];
        if (random.nextBoolean()) {
            assertThat(granted(budget, new BudgetInput.Open(now, line))).as(where).isEqualTo(model.open(line));
        } else if (budget.usage().connections() > 0 && line == Line.MAIN
                || budget.usage().addressBookConnections() > 0 && line == Line.ADDRESS_BOOK) {
            budget.step(new BudgetInput.Close(now, line));
            model.more(line, -1);
        }
        assertThat(budget.connections(line)).as(where).isEqualTo(model.places(line));
    }

    private static void elsewhere(Budget budget, SimpleBudget model, long now, Random random) {
        int connections = random.nextInt(3) - Math.min(1, budget.connections(Line.MAIN)
                - budget.usage().connections());
        long cas = random.nextLong(10 * SECOND);
        budget.step(new BudgetInput.Elsewhere(now, connections, 0, 0, cas, 7));
        model.more(Line.MAIN, connections);
        model.spend(Measure.CAS, now, cas);
        model.spend(Measure.MAILBOX_RPC, now, 7);
    }

    private static long later(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> random.nextLong(150 * SECOND);
            case 2 -> 60 * SECOND;
            case 3, 4, 5 -> random.nextLong(100_000_000L);
            default -> random.nextLong(4 * SECOND);
        };
    }

    private static Allowance allowance(Random random) {
        return new Allowance("p", limit(random, 6), limit(random, 20), limit(random, 250), limit(random, 200));
    }

    private static OptionalInt limit(Random random, int bound) {
        return switch (random.nextInt(8)) {
            case 0 -> OptionalInt.empty();
            case 1 -> OptionalInt.of(Integer.MAX_VALUE);
            case 2 -> OptionalInt.of(0);
            default -> OptionalInt.of(random.nextInt(bound));
        };
    }
}
