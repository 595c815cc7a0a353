package org.gatehouse.security.throttling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.gatehouse.security.Identity;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// Members that share budgets, in virtual time by seed. Whoever asks wherever they can is held to what one member alone
/// would allow, and what is in flight in one second; and after failures of every kind the members agree again.
class SharedBudgetsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    /// Between a member's exchanges, at most.
    private static final long PERIOD = SECOND / 2;
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");

    @Test
    void budgetsHoldOverAllMembers() {
        eachSeed(false);
    }

    @Test
    void membersAgreeAgainAfterFailures() {
        eachSeed(true);
    }

    private static void eachSeed(boolean failures) {
        long seed = Mutations.seed();
        for (int round = 0; round < Mutations.rounds(40); round++) {
            try {
                var world = new World(new Random(seed + round), failures);
                world.abuse();
                world.end();
            } catch (AssertionError failure) {
                throw new AssertionError("gatehouse.seed=" + (seed + round), failure);
            }
        }
    }


    /// One process of the array, as long as it lives.
    private static final class Node {
        private final Budgets budgets;
        private final Sharing sharing;
        private long exchangesAt;
        private final List<Held> places = new ArrayList<>();
        private final List<Running> running = new ArrayList<>();

        Node(World world, String name) {
            budgets = new Budgets(Policies.alike(() -> world.allowed), () -> world.now, _ -> { });
            sharing = budgets.share(name);
            exchangesAt = world.now + world.random.nextLong(PERIOD);
        }
    }

    private record Held(Place place, long since) {}

    private record Running(Work work, long since, long until) {}

    private record Spent(long at, long nanos) {}

    private static final class World {
        private final Random random;
        private final boolean failures;
        private final MemoryBoard board = new MemoryBoard();
        private final List<Node> nodes = new ArrayList<>();
        private final Allowance allowed;
        private final long limit;
        private final int placesMax;
        private final Deque<Spent> lastMinute = new ArrayDeque<>();
        private long spentInMinute;
        private long spent;
        private long now;
        private int lives;

        World(Random random, boolean failures) {
            this.random = random;
            this.failures = failures;
            this.now = random.nextLong() >> 2;
            int percent = 5 + random.nextInt(200);
            placesMax = 1 + random.nextInt(24);
            limit = percent * (Budget.WINDOW_NANOS / 100);
            allowed = new Allowance("p", OptionalInt.of(placesMax), OptionalInt.empty(), OptionalInt.of(percent),
                    OptionalInt.empty());
            int count = 2 + random.nextInt(4);
            for (int node = 0; node < count; node++) {
                nodes.add(new Node(this, "m" + lives++));
            }
        }

        /// Four minutes in which Ann works and connects wherever she is let.
        void abuse() {
            long start = now;
            while (now - start < 4 * Budget.WINDOW_NANOS) {
                step(20 * MILLI + random.nextLong(200 * MILLI));
                if (!failures) {
                    assertThat(spentInMinute).as("a minute at " + (now - start)).isLessThan(limit * 3 / 2 + slack());
                }
            }
            if (!failures) {
                assertThat(spent).as("four minutes").isLessThan(5 * limit + slack());
            }
        }

        /// What goes on side by side in the second before everybody knows, and parts that are too small to be told.
        private long slack() {
            return 2 * SECOND * SIDE_BY_SIDE * nodes.size() + limit * (nodes.size() - 1) / Budget.PARTS;
        }

        private static final int SIDE_BY_SIDE = 4;

        private void step(long nanos) {
            now += nanos;
            for (Node node : nodes) {
                node.running.removeIf(work -> work.until() <= now && ended(work));
                if (node.exchangesAt <= now) {
                    exchange(node);
                    node.budgets.round((_, _) -> { });
                }
                if (node.running.size() < SIDE_BY_SIDE
                        && node.budgets.of(ANN, Component.RCA).begin() instanceof Entry.Granted<Work>(Work work)) {
                    node.running.add(new Running(work, now, now + random.nextLong(SECOND)));
                }
                connect(node);
            }
            while (!lastMinute.isEmpty() && lastMinute.getFirst().at() <= now - Budget.WINDOW_NANOS) {
                spentInMinute -= lastMinute.removeFirst().nanos();
            }
            if (failures && random.nextInt(200) == 0) {
                fail();
            }
        }

        private boolean ended(Running running) {
            running.work().close();
            long nanos = now - running.since();
            lastMinute.addLast(new Spent(now, nanos));
            spentInMinute += nanos;
            spent += nanos;
            return true;
        }

        private void connect(Node node) {
            if (!node.places.isEmpty() && random.nextInt(3) == 0) {
                node.places.remove(random.nextInt(node.places.size())).place().close();
            } else if (node.budgets.of(ANN, Component.RCA).open(Line.MAIN)
                    instanceof Entry.Granted<Place>(Place place)) {
                node.places.add(new Held(place, now));
                if (!failures) {
                    assertThat(knownPlaces(node)).as("places that the member knew of").isLessThanOrEqualTo(placesMax);
                }
            }
        }

        /// Its own, and those of others that have been there for long enough to be known of and are worth telling.
        private long knownPlaces(Node node) {
            long known = node.places.size();
            for (Node other : nodes) {
                long settled = other.places.stream().filter(held -> now - held.since() > 2 * (PERIOD + 220 * MILLI))
                        .count();
                if (other != node && settled * Budget.PARTS >= placesMax) {
                    known += settled;
                }
            }
            return known;
        }

        private void exchange(Node node) {
            node.exchangesAt = now + PERIOD - random.nextLong(PERIOD / 4);
            UsageBoard.Told told = node.sharing.tell();
            int fate = failures ? random.nextInt(20) : 2;
            switch (fate) {
                case 0 -> node.sharing.failed(); // before the board had it
                case 1 -> {
                    board.exchange(told, node.sharing.known());
                    node.sharing.failed(); // the answer was lost
                }
                default -> node.sharing.hear(board.exchange(told, node.sharing.known()));
            }
            node.sharing.lapse();
        }

        private void fail() {
            int at = random.nextInt(nodes.size());
            switch (random.nextInt(4)) {
                case 0 -> nodes.set(at, new Node(this, "m" + lives++)); // killed, and started again
                case 1 -> nodes.get(at).exchangesAt = now + random.nextLong(30 * SECOND); // it hangs
                case 2 -> nodes.forEach(node -> node.exchangesAt = now + 15 * SECOND); // the board is away
                default -> board.wipe();
            }
        }

        /// When failures are over, everybody knows exactly how many places are taken, but for those that need not be
        /// told; and nothing stays on the board when they are given back.
        void end() {
            long end = now + 15 * SECOND + 2 * Others.SILENCE_NANOS_MAX;
            while (now < end) {
                now += PERIOD / 2;
                for (Node node : nodes) {
                    node.running.removeIf(this::ended);
                    node.sharing.hear(board.exchange(node.sharing.tell(), node.sharing.known()));
                }
            }
            long all = nodes.stream().mapToLong(node -> node.places.size()).sum();
            for (Node node : nodes) {
                // What need not be told may still be, beside times of the last minute.
                assertThat(free(node)).isBetween(Math.max(0, placesMax - all), Math.max(0, placesMax - told(node)));
            }
            nodes.forEach(node -> node.places.forEach(held -> held.place().close()));
            now += 3 * Budget.WINDOW_NANOS;
            for (int round = 0; round < 4; round++) {
                for (Node node : nodes) {
                    node.budgets.round((_, _) -> { });
                    node.sharing.hear(board.exchange(node.sharing.tell(), node.sharing.known()));
                }
            }
            assertThat(board.members()).hasSize(nodes.size());
            board.members().forEach(member -> assertThat(board.told(member)).isEmpty());
            nodes.forEach(node -> assertThat(node.budgets.metrics()).contains("gatehouse_throttling_budgets 0\n"));
        }

        private long told(Node node) {
            return nodes.stream().filter(other -> other == node || nodes.stream().anyMatch(any ->
                    (long) any.places.size() * Budget.PARTS >= placesMax && !any.places.isEmpty()))
                    .mapToLong(other -> other.places.size()).sum();
        }

        private long free(Node node) {
            var taken = new ArrayList<Place>();
            while (node.budgets.of(ANN, Component.RCA).open(Line.MAIN)
                    instanceof Entry.Granted<Place>(Place place)) {
                taken.add(place);
            }
            taken.forEach(Place::close);
            return taken.size();
        }
    }
}
