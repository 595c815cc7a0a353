package org.gatehouse.edge.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// Random clients and dying, draining, joining members; one seed replays a run, and what must always hold is checked
/// after each step.
final class BalancerSimulationTest {
    private static final int STEPS = 5_000;
    private static final BalancerSettings SETTINGS = new BalancerSettings(2, 2, Duration.ofMillis(500),
            Duration.ofSeconds(5), Duration.ofMinutes(1), 400, 300, 2, Duration.ofHours(2));

    @Test
    void whatMustAlwaysHoldHolds() {
        long seed = Mutations.seed();
        for (int round = 0; round < Mutations.rounds(20); round++) {
            try {
                new Simulation(seed + round).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("gatehouse.seed=" + (seed + round), failure);
            }
        }
    }

    @Test
    void seedReplaysARun() {
        assertThat(new Simulation(7).run()).isEqualTo(new Simulation(7).run())
                .isNotEqualTo(new Simulation(8).run());
    }

    @Test
    void healthyMembersShareFairly() {
        var balancer = new Balancer(SETTINGS);
        for (int i = 0; i < 3; i++) {
            balancer.step(new Input.MemberAdded(new Member("cas" + i, Simulation.address(i))), 0);
            balancer.step(new Input.ProbeAnswered("cas" + i, true), 0);
        }
        var random = new Random(Mutations.seed());
        var open = new ArrayList<Long>();
        for (long i = 0; i < 3_000; i++) {
            if (open.size() > 200) {
                balancer.step(new Input.Ended(open.remove(random.nextInt(open.size())), false), i);
            }
            balancer.step(new Input.ConnectionArrived(i, Simulation.address(random.nextInt(1_000_000))), i);
            balancer.step(new Input.Connected(i), i);
            open.add(i);
        }
        List<Integer> counts = balancer.members().stream().map(MemberView::connections).toList();
        int most = counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(most).as("a quarter above the mean and eight: " + counts).isLessThanOrEqualTo(95);
    }

    private static final class Simulation {
        private final Random random;
        private final Balancer balancer = new Balancer(SETTINGS);
        private final StringBuilder history = new StringBuilder();
        private final Map<String, Boolean> alive = new TreeMap<>();
        private final List<String> present = new ArrayList<>();
        /// Offered to a member that went down before it answered.
        private final Set<Long> orphans = new HashSet<>();
        /// Arrived while their member was under suspicion: not offered to anybody yet.
        private final Set<Long> unplaced = new HashSet<>();
        private final Set<String> draining = new HashSet<>();
        private final Map<String, Health> health = new HashMap<>();
        private final ArrayDeque<String> probes = new ArrayDeque<>();
        private final ArrayDeque<Long> connecting = new ArrayDeque<>();
        /// Whose first words are asked for.
        private final ArrayDeque<Long> listening = new ArrayDeque<>();
        /// The session that a connection means to join, or is in: the number of its first connection.
        private final Map<Long, Integer> sessionOf = new TreeMap<>();
        private final Map<Long, String> at = new TreeMap<>();
        private final Map<Long, InetAddress> clientOf = new HashMap<>();
        private final Map<Long, Boolean> established = new TreeMap<>();
        private long now = 1;
        private long numbers;

        Simulation(long seed) {
            random = new Random(seed);
        }

        String run() {
            for (int i = 0; i < 4; i++) {
                present.add("cas" + i);
                join("cas" + i, i);
            }
            for (int i = 0; i < STEPS; i++) {
                now += random.nextInt(100);
                act();
                check();
            }
            return history.toString();
        }

        private void join(String name, int number) {
            alive.put(name, true);
            take(new Input.MemberAdded(new Member(name, address(number))));
        }

        private void act() {
            int place = random.nextInt(4);
            String member = present.get(place);
            switch (random.nextInt(100)) {
                case 0 -> alive.computeIfPresent(member, (name, lives) -> !lives);
                case 1 -> {
                    draining.add(member);
                    take(new Input.DrainBegun(member));
                }
                case 2, 3 -> {
                    draining.remove(member);
                    take(new Input.DrainEnded(member));
                }
                case 4 -> {
                    if (random.nextInt(5) == 0) {
                        alive.remove(member);
                        take(new Input.MemberRemoved(member));
                        probes.remove(member);
                        present.set(place, "cas" + place + "." + now);
                        join(present.get(place), place);
                    }
                }
                case 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 -> take(new Input.Tick());
                default -> traffic();
            }
        }

        private void traffic() {
            switch (random.nextInt(5)) {
                case 0 -> {
                    long number = ++numbers;
                    InetAddress client = address(1000 + random.nextInt(120));
                    clientOf.put(number, client);
                    unplaced.add(number);
                    pickSession(client).ifPresent(session -> sessionOf.put(number, session));
                    take(new Input.ConnectionArrived(number, client));
                }
                case 1 -> answerProbe();
                case 4 -> {
                    Long number = listening.poll();
                    if (number != null) {
                        take(new Input.Heard(number, sessionOf.getOrDefault(number, 0)));
                    }
                }
                case 2 -> answerConnect();
                default -> endSome();
            }
        }

        /// Half of the connections of a client that has sessions belong to one of them.
        private Optional<Integer> pickSession(InetAddress client) {
            List<Integer> own = established.keySet().stream().filter(other -> clientOf.get(other).equals(client))
                    .map(sessionOf::get).filter(Objects::nonNull).distinct().toList();
            return own.isEmpty() || random.nextBoolean() ? Optional.empty()
                    : Optional.of(own.get(random.nextInt(own.size())));
        }

        /// Where a session is that some connection is in.
        private Optional<String> placeOf(long number) {
            Integer session = sessionOf.get(number);
            return session == null ? Optional.empty() : established.keySet().stream()
                    .filter(other -> other != number && session.equals(sessionOf.get(other))).map(at::get).findFirst();
        }

        private void answerProbe() {
            String name = probes.poll();
            if (name != null) {
                take(new Input.ProbeAnswered(name, alive.getOrDefault(name, false) && random.nextInt(50) > 0));
            }
        }

        private void answerConnect() {
            Long number = connecting.poll();
            if (number == null) {
                return;
            }
            boolean orphan = orphans.contains(number);
            if (alive.getOrDefault(at.get(number), false) && random.nextInt(30) > 0) {
                established.put(number, true);
                take(new Input.Connected(number));
                assertThat(established.containsKey(number)).as("orphans are reset").isEqualTo(!orphan);
                if (!orphan) {
                    join(number);
                }
            } else {
                take(new Input.ConnectFailed(number));
            }
        }

        /// Two of three speak RPC. Whose session ended meanwhile is in none.
        private void join(long number) {
            if (sessionOf.containsKey(number)) {
                if (placeOf(number).isPresent()) {
                    take(new Input.Joined(number, sessionOf.get(number)));
                } else {
                    sessionOf.remove(number);
                }
            } else if (random.nextInt(3) > 0) {
                sessionOf.put(number, (int) number);
                take(new Input.Joined(number, (int) number));
            }
        }

        private void endSome() {
            if (!established.isEmpty() && random.nextInt(3) == 0) {
                var numbersNow = new ArrayList<>(established.keySet());
                long number = numbersNow.get(random.nextInt(numbersNow.size()));
                over(number);
                take(new Input.Ended(number, random.nextBoolean()));
            }
        }

        private void take(Input input) {
            List<Output> outputs = balancer.step(input, now);
            history.append(input).append(" -> ").append(outputs).append('\n');
            outputs.forEach(this::obey);
        }

        private void obey(Output output) {
            switch (output) {
                case Output.Forward(long number, Member member) -> {
                    assertThat(health.get(member.name())).as("offered to a dead member").isEqualTo(Health.UP);
                    Optional<String> session = placeOf(number);
                    session.ifPresent(place -> assertThat(member.name()).as("a session in two places")
                            .isEqualTo(place));
                    if (draining.contains(member.name()) && session.isEmpty()) {
                        assertThat(present).as("a new session is offered to a draining member").noneMatch(
                                name -> health.get(name) == Health.UP && !draining.contains(name));
                        assertThat(established.keySet()).as("a stranger is offered to a draining member")
                                .anyMatch(other -> at.get(other).equals(member.name())
                                        && clientOf.get(other).equals(clientOf.get(number)));
                    }
                    if (session.isEmpty()) {
                        assertOneMember(number, member.name());
                    } else {
                        moved.add(number);
                    }
                    at.put(number, member.name());
                    orphans.remove(number);
                    unplaced.remove(number);
                    connecting.add(number);
                }
                case Output.Listen(long number) -> {
                    assertThat(unplaced.contains(number) || at.containsKey(number)).isTrue();
                    assertThat(listening).as("asked twice").doesNotContain(number);
                    listening.add(number);
                }
                case Output.Refuse(long number, String reason) -> over(number);
                case Output.Reset(long number) -> {
                    assertThat(established).as("reset what was not established").containsKey(number);
                    over(number);
                }
                case Output.Probe(Member member) -> {
                    assertThat(probes).as("two probes of one member at once").doesNotContain(member.name());
                    probes.add(member.name());
                }
                case Output.HealthChanged(String name, Health changed, int lost) -> {
                    health.put(name, changed);
                    if (changed == Health.DOWN) {
                        connecting.stream().filter(number -> at.get(number).equals(name)).forEach(orphans::add);
                    }
                }
            }
        }

        /// A client's other connections at members that take connections are at the same one.
        private void assertOneMember(long number, String member) {
            at.forEach((other, otherMember) -> {
                if (other != number && clientOf.get(other).equals(clientOf.get(number))
                        && !otherMember.equals(member) && established.containsKey(other)) {
                    assertThat(health.get(otherMember) == Health.UP && !draining.contains(otherMember)
                            && !moved.contains(other)).as("client split over two living members").isFalse();
                }
            });
        }

        /// Connections at a member that drained once: their client was rightly moved away from it.
        private final Set<Long> moved = new HashSet<>();

        private void over(long number) {
            unplaced.remove(number);
            orphans.remove(number);
            established.remove(number);
            connecting.remove(number);
            listening.remove(number);
            sessionOf.remove(number);
            at.remove(number);
        }

        private void check() {
            at.forEach((number, member) -> {
                if (draining.contains(member)) {
                    moved.add(number);
                }
            });
            var counted = new HashMap<String, Integer>();
            at.forEach((number, member) -> {
                if (established.containsKey(number) || connecting.contains(number) && !orphans.contains(number)) {
                    counted.merge(member, 1, Integer::sum);
                }
            });
            // The others wait for a verdict or for words, at whatever member they are meant for now.
            int floating = at.size() + unplaced.size() - counted.values().stream().mapToInt(Integer::intValue).sum();
            for (MemberView view : balancer.members()) {
                assertThat(view.connections()).as("count of " + view).isNotNegative();
                assertThat(view.clients()).as("clients of " + view).isNotNegative();
                int placed = counted.getOrDefault(view.member().name(), 0);
                assertThat(view.connections()).as("count of " + view).isBetween(placed, placed + floating);
            }
            assertThat(balancer.connectionCount()).isEqualTo(at.size() + unplaced.size()).isLessThanOrEqualTo(300);
            assertThat(balancer.affinityCount()).isLessThanOrEqualTo(400);
            assertThat(balancer.members().stream().mapToInt(MemberView::clients).sum())
                    .isEqualTo(balancer.affinityCount());
        }

        static InetAddress address(int number) {
            try {
                return InetAddress.getByAddress(new byte[] {10, (byte) (number >> 16), (byte) (number >> 8),
                    (byte) number});
            } catch (UnknownHostException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }
}
