package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Output;

/// One of the two balancers of a site: the real core, with a network that is a model, and the rules that what it says
/// has to keep.
final class BalancerHost {
    private static final long TICK = 250;
    private static final long CONNECT_PATIENCE = 1_000;
    private static final long PROBE_PATIENCE = 1_000;

    final int index;
    final int site;
    final Host host;
    /// Of a hundred probes so many get lost.
    int probesLost;
    private final World world;
    private final BalancerSettings settings;
    private Cores.Balancing core;
    private final Numbered<Connection> connections = new Numbered<>();
    private final Map<String, Health> health = new HashMap<>();
    /// Connections at members that drained since: their client was rightly led elsewhere.
    private final Set<Long> left = new HashSet<>();

    BalancerHost(World world, int index, int site, Host host) {
        this.world = world;
        this.index = index;
        this.site = site;
        this.host = host;
        int most = Math.max(400, world.plan.sessions() * 4);
        this.settings = new BalancerSettings(2, 2, BalancerSettings.DEFAULT.probeInterval(),
                BalancerSettings.DEFAULT.slowStart(), BalancerSettings.DEFAULT.affinityIdleMax(), most, most,
                BalancerSettings.DEFAULT.connectAttemptsMax(), BalancerSettings.DEFAULT.connectionIdleMax());
        this.core = world.cores.balancer(settings);
    }

    void start() {
        core = world.cores.balancer(settings);
        connections.clear();
        health.clear();
        left.clear();
        for (Member member : world.membersOf(site)) {
            take(new Input.MemberAdded(member.edge));
            if (member.suspended) {
                take(new Input.DrainBegun(member.edge.name()));
            }
        }
        world.network.later(host, 1, this::tick);
    }

    private void tick() {
        take(new Input.Tick());
        world.network.later(host, TICK, this::tick);
    }

    /// The process dies, and its connections with it.
    void die() {
        host.up = false;
        host.life++;
        dropAll();
    }

    /// Everybody's connections are reset: the address is elsewhere now.
    void dropAll() {
        var all = new ArrayList<Connection>(connections.size());
        connections.each((_, connection) -> all.add(connection));
        connections.clear();
        all.forEach(Connection::lost);
    }

    void drain(Member member, boolean begins) {
        if (host.up) {
            if (begins) {
                connections.each((number, connection) -> {
                    if (connection.member == member) {
                        left.add(number);
                    }
                });
            }
            take(begins ? new Input.DrainBegun(member.edge.name()) : new Input.DrainEnded(member.edge.name()));
        }
    }

    void arrive(Connection connection) {
        Connection _ = connections.put(connection.number, connection);
        take(new Input.ConnectionArrived(connection.number, connection.client.address));
    }

    void ended(Connection connection, boolean byMember) {
        if (connections.remove(connection.number) != null && host.up) {
            take(connection.end(byMember));
        }
        connection.lost();
    }

    private void take(Input input) {
        List<Output> outputs = core.step(input, world.time.now());
        boolean usual = input instanceof Input.Tick
                || input instanceof Input.ProbeAnswered(_, boolean healthy) && healthy && outputs.isEmpty();
        if (world.traces() && !usual) {
            world.trace(host.name, input + " -> " + outputs);
        }
        outputs.forEach(this::obey);
    }

    private void obey(Output output) {
        switch (output) {
            case Output.Listen(long number) -> {
                Connection connection = connections.get(number);
                byte[] words = connection == null ? new byte[Port.wordCount()] : Port.words(connection);
                listen(number, words, world.below(words.length));
            }
            case Output.Forward(long number, org.gatehouse.edge.balancer.Member edge) -> {
                Connection connection = connections.get(number);
                if (connection != null) {
                    forward(connection, world.member(edge.name()));
                }
            }
            case Output.Refuse(long number, String _) -> gone(number);
            case Output.Reset(long number) -> gone(number);
            case Output.Probe(org.gatehouse.edge.balancer.Member edge) -> probe(world.member(edge.name()));
            case Output.HealthChanged(String name, Health now, int _) -> health.put(name, now);
        }
    }

    /// The client's first words come in pieces.
    private void listen(long number, byte[] words, int count) {
        world.network.later(host, 1, () -> {
            OptionalInt asked = world.cores.asked(words, count);
            if (asked.isPresent()) {
                take(new Input.Heard(number, asked.getAsInt()));
            } else {
                listen(number, words, count + 1 + world.below(words.length - count));
            }
        });
    }

    private void gone(long number) {
        Connection connection = connections.remove(number);
        if (connection != null) {
            connection.lost();
        }
    }

    private void probe(Member member) {
        boolean open = world.network.isOpen(host, member.host);
        boolean lost = probesLost > 0 && world.chance(probesLost);
        boolean silent = lost || member.isSilent() || !open;
        boolean answers = !silent && member.host.up;
        long after = silent ? PROBE_PATIENCE : 1 + world.below(3);
        world.network.later(host, after, () -> take(new Input.ProbeAnswered(member.edge.name(),
                answers && member.host.up)));
    }

    private void forward(Connection connection, Member member) {
        check(connection, member);
        connection.member = member;
        boolean open = world.network.isOpen(host, member.host);
        boolean silent = !open || member.isSilent();
        boolean takes = !silent && member.host.up;
        world.network.later(host, silent ? CONNECT_PATIENCE : 1, () -> {
            if (takes && world.network.reaches(host, member.host)) {
                connected(connection, member);
            } else {
                take(new Input.ConnectFailed(connection.number));
            }
        });
    }

    private void connected(Connection connection, Member member) {
        take(new Input.Connected(connection.number));
        if (connections.has(connection.number) && connection.member == member) {
            boolean known = connection.asks != 0 && member.has(connection.asks);
            byte[] answer = member.greet(connection);
            int group = world.cores.joined(answer, answer.length).orElse(0);
            if (known && group != connection.asks) {
                throw new Violation("a connection joins its session: " + connection + " asks " + member + " for "
                        + connection.asks + " and is in " + group);
            }
            if (group != 0) {
                take(new Input.Joined(connection.number, group));
                connection.established(member);
            } else {
                ended(connection, false); // its session has ended meanwhile
            }
        }
    }

    /// Drained members get nothing new, and an address has one member.
    private void check(Connection connection, Member member) {
        String name = member.edge.name();
        if (health.get(name) != Health.UP) {
            throw new Violation("nobody is led to a dead member: " + host + " leads " + connection.number + " to "
                    + member);
        }
        Optional<Connection> session = session(connection);
        if (session.isPresent() && session.get().member != member) {
            throw new Violation("a connection follows its session: " + host + " leads " + connection.number + " of "
                    + connection.client + " to " + member + ", its session is at " + session.get().member);
        }
        if (session.isPresent()) {
            left.add(connection.number);
            return;
        }
        boolean elsewhere = world.membersOf(site).stream().anyMatch(other -> !other.suspended
                && health.get(other.edge.name()) == Health.UP);
        if (member.suspended && elsewhere) {
            throw new Violation("a drained member gets nothing new: " + host + " leads " + connection.number + " of "
                    + connection.client + " to " + member);
        }
        if (member.suspended) {
            left.add(connection.number);
        }
        for (Connection other : connection.client.neighbours()) {
            Member there = other.member;
            if (other != connection && other.balancer == this && other.established && !other.closed && there != null
                    && there != member && !there.suspended && health.get(there.edge.name()) == Health.UP
                    && !left.contains(other.number) && connections.has(other.number)) {
                throw new Violation("an address has one member while nothing changes: " + host + " leads "
                        + connection.number + " of " + connection.client + " to " + member + ", " + other.number
                        + " is at " + there);
            }
        }
    }

    /// A connection of the session to which another wants to belong, where that lives.
    private Optional<Connection> session(Connection connection) {
        return connection.asks == 0 ? Optional.empty() : connection.client.neighbours().stream().filter(other -> {
            Member there = other.member;
            return other != connection && other.group == connection.asks && other.established && !other.closed
                    && other.balancer == this && there != null && health.get(there.edge.name()) == Health.UP
                    && connections.has(other.number);
        }).findFirst();
    }

    /// What it thinks of a member.
    boolean thinksUp(Member member) {
        return health.get(member.edge.name()) == Health.UP;
    }
}
