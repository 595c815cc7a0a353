package org.gatehouse.edge.balancer;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides for one array which member gets which connection. No threads, no sockets, no clock: the same inputs at
/// the same times give the same outputs.
///
/// A client address stays with one member over all ports as long as that member is up and does not drain. Otherwise the
/// address decides ([Placement]), the same on every balancer, unless that member has far more connections than the
/// others: then the next in the address's order. One that has just come up counts as fuller (slow start). When a member
/// goes down its clients are forgotten and its connections reset.
///
/// A session of RPC may use several connections, and lives in one member. When an address has sessions at a member
/// that is not its own any more, because that one drains or drained, a new connection's first words say whether it
/// belongs to one of them (docs/decisions/0012).
public final class Balancer {
    /// How much more than the mean a member may have before clients go to the next.
    private static final double OVERLOAD = 1.25;
    /// So many more count as nothing: a client has several connections.
    private static final int OVERLOAD_FREE = 8;

    private final BalancerSettings settings;
    private final Map<String, MemberState> members = new LinkedHashMap<>();
    private final Map<Long, Connection> connections = new HashMap<>();
    private final Affinities affinities;
    private final Groups groups = new Groups();

    public Balancer(BalancerSettings settings) {
        this.settings = settings;
        this.affinities = new Affinities(settings.affinityMax(), settings.affinityIdleMax().toMillis());
    }

    /// Takes what happened and tells what to do, in this order.
    ///
    /// @param now milliseconds of a clock that never goes back
    public List<Output> step(Input input, long now) {
        var out = new ArrayList<Output>();
        switch (input) {
            case Input.Tick() -> tick(now, out);
            case Input.MemberAdded(Member member) -> add(member, now, out);
            case Input.MemberRemoved(String name) -> known(name).ifPresent(member -> {
                members.remove(name);
                goDown(member, now, out);
            });
            case Input.DrainBegun(String name) -> known(name).ifPresent(member -> member.draining = true);
            case Input.DrainEnded(String name) -> known(name).ifPresent(member -> member.draining = false);
            case Input.ProbeAnswered(String name, boolean healthy) ->
                known(name).ifPresent(member -> probed(member, healthy, now, out));
            case Input.ConnectionArrived(long number, InetAddress client) -> arrive(number, client, now, out);
            case Input.Heard(long number, int group) -> heard(number, group, now, out);
            case Input.Connected(long number) -> connected(number, out);
            case Input.Joined(long number, int group) -> joined(number, group);
            case Input.ConnectFailed(long number) -> connectFailed(number, now, out);
            case Input.MemberStopped(long number) -> suspect(connections.get(number), now, out);
            case Input.Ended(long number, boolean byMember) -> end(number, byMember, now, out);
        }
        return out;
    }

    /// The members in the order in which they joined.
    public List<MemberView> members() {
        return members.values().stream().map(MemberState::view).toList();
    }

    /// Where new clients go by their addresses alone.
    public Placement placement() {
        return Placement.over(members.values().stream().filter(MemberState::takesConnections)
                .map(state -> state.member).toList());
    }

    public int connectionCount() {
        return connections.size();
    }

    /// How many client addresses are remembered.
    public int affinityCount() {
        return affinities.size();
    }

    private Optional<MemberState> known(String name) {
        return Optional.ofNullable(members.get(name));
    }

    private void tick(long now, List<Output> out) {
        for (MemberState member : members.values()) {
            if (now - member.probedAt >= settings.probeInterval().toMillis()) {
                probe(member, now, out);
            }
        }
        affinities.expire(now);
    }

    private void add(Member member, long now, List<Output> out) {
        if (members.containsKey(member.name())) {
            throw new IllegalArgumentException("the array has a member " + member.name() + " already");
        }
        var state = new MemberState(member);
        members.put(member.name(), state);
        probe(state, now, out);
    }

    private static void probe(MemberState member, long now, List<Output> out) {
        if (member.probing) {
            member.probeAgain = true;
            return;
        }
        member.probing = true;
        member.probedAt = now;
        out.add(new Output.Probe(member.member));
    }

    private void probed(MemberState member, boolean healthy, long now, List<Output> out) {
        member.probing = false;
        member.suspect = member.probeAgain || !healthy;
        if (healthy) {
            succeeded(member, now, out);
        } else {
            failed(member, now, out);
        }
        // In doubt the next probe does not wait for its turn: a dead member is out as fast as it can be told.
        boolean inDoubt = member.health == Health.UP && member.failures > 0;
        if (inDoubt || member.probeAgain) {
            member.probeAgain = false;
            probe(member, now, out);
        }
    }

    private void succeeded(MemberState member, long now, List<Output> out) {
        member.failures = 0;
        member.successes++;
        boolean first = member.health == Health.UNKNOWN;
        if (first || member.health == Health.DOWN && member.successes >= settings.riseCount()) {
            member.health = Health.UP;
            if (!first) {
                member.risenAt = now;
            }
            out.add(new Output.HealthChanged(member.member.name(), Health.UP, 0));
        }
        if (member.health == Health.UP) {
            offerAgain(member, now, out);
        }
    }

    private void failed(MemberState member, long now, List<Output> out) {
        member.successes = 0;
        member.failures++;
        boolean first = member.health == Health.UNKNOWN;
        if (first || member.health == Health.UP && member.failures >= settings.fallCount()) {
            goDown(member, now, out);
        }
    }

    /// Connections that the member did not take before are offered to it again: it lives. Not those of clients that
    /// it may not have any more, or that went to another member while it drained.
    private void offerAgain(MemberState member, long now, List<Output> out) {
        for (Connection connection : member.waiting()) {
            Optional<MemberState> chosen = choose(connection, now);
            if (chosen.isEmpty() || chosen.get() != member) {
                moveOn(connection, now, out);
            } else {
                bind(connection, now);
                offer(connection, now, out);
            }
        }
    }

    private void goDown(MemberState member, long now, List<Output> out) {
        member.health = Health.DOWN;
        member.failures = 0;
        member.suspect = false;
        affinities.drop(member);
        var lost = new ArrayList<Connection>();
        var waiting = new ArrayList<Connection>();
        for (Connection connection : List.copyOf(member.connections())) {
            switch (connection.stage()) {
                case ESTABLISHED -> lost.add(connection);
                case WAITING, LISTENING -> waiting.add(connection);
                case CONNECTING, ORPHANED -> {
                    member.remove(connection);
                    connection.become(Connection.Stage.ORPHANED);
                }
            }
        }
        out.add(new Output.HealthChanged(member.member.name(), Health.DOWN, lost.size()));
        for (Connection connection : lost) {
            forget(connection, now);
            out.add(new Output.Reset(connection.number));
        }
        waiting.forEach(connection -> moveOn(connection, now, out));
    }

    private void arrive(long number, InetAddress client, long now, List<Output> out) {
        if (connections.size() >= settings.connectionsMax()) {
            out.add(new Output.Refuse(number, "the array has " + connections.size() + " connections, its limit"));
            return;
        }
        Optional<MemberState> member = choose(client, now);
        if (member.isEmpty()) {
            out.add(new Output.Refuse(number, "no member is up"));
            return;
        }
        var connection = new Connection(number, client, member.get());
        connections.put(number, connection);
        assign(connection, member.get());
        if (!listens(connection, out)) {
            begin(connection, now, out);
        }
    }

    /// Whether the connection waits for its first words: it may belong to a session at another member.
    private boolean listens(Connection connection, List<Output> out) {
        if (connection.heard || !connection.listened && !groups.areBeside(connection.client, connection.member)) {
            return false;
        }
        if (!connection.listened) {
            connection.listened = true;
            out.add(new Output.Listen(connection.number));
        }
        connection.become(Connection.Stage.LISTENING);
        return true;
    }

    private void begin(Connection connection, long now, List<Output> out) {
        if (connection.member.suspect) {
            // The client was perhaps just reset by a dying server; the verdict takes one probe.
            connection.become(Connection.Stage.WAITING);
        } else {
            offer(connection, now, out);
        }
    }

    private void heard(long number, int group, long now, List<Output> out) {
        Connection connection = connections.get(number);
        if (connection == null || connection.stage() != Connection.Stage.LISTENING) {
            return;
        }
        connection.heard = true;
        connection.asked = group;
        if (choose(connection, now).filter(chosen -> chosen == connection.member).isPresent()) {
            bind(connection, now);
            begin(connection, now, out);
        } else {
            moveOn(connection, now, out);
        }
    }

    private Optional<MemberState> choose(Connection connection, long now) {
        return follow(connection).or(() -> choose(connection.client, now));
    }

    /// The member that has the session which the connection asks to join.
    private Optional<MemberState> follow(Connection connection) {
        return connection.asked == 0 ? Optional.empty()
                : groups.memberOf(connection.client, connection.asked).filter(member -> member.health == Health.UP);
    }

    private Optional<MemberState> choose(InetAddress client, long now) {
        Optional<MemberState> bound = affinities.memberOf(client, now);
        return bound.filter(MemberState::takesConnections).or(() -> placed(client, now, null))
                .or(() -> bound.filter(member -> isStillAt(member, client))).or(() -> groups.anyMemberOf(client));
    }

    /// Where nobody else is left, a draining member has its clients come again as long as one is there.
    private static boolean isStillAt(MemberState member, InetAddress client) {
        return member.health == Health.UP && member.hasEstablished(client);
    }

    private Optional<MemberState> placed(InetAddress client, long now, @Nullable MemberState except) {
        long slowStart = settings.slowStart().toMillis();
        List<MemberState> takers = members.values().stream()
                .filter(member -> member.takesConnections() && member != except).toList();
        double mean = takers.stream().mapToDouble(member -> member.load(now, slowStart)).average().orElse(0);
        Comparator<Member> preference = Placement.preference(SourceHash.bucket(client));
        return takers.stream().filter(member -> member.load(now, slowStart) <= mean * OVERLOAD + OVERLOAD_FREE)
                .max((one, other) -> preference.compare(one.member, other.member));
    }

    private void assign(Connection connection, MemberState member) {
        connection.comeTo(member);
        connection.attempts = 0;
        boolean follows = follow(connection).isPresent();
        connection.binding = follows ? null : affinities.open(connection.client, member);
    }

    /// Binds the client to the member at which a connection stays that waited. Meanwhile the session which it follows
    /// may have ended, or its client may have been bound to a member that takes none any more.
    private void bind(Connection connection, long now) {
        if (follow(connection).isPresent()) {
            return;
        }
        Affinities.Binding before = connection.binding;
        connection.binding = affinities.open(connection.client, connection.member);
        if (before != null) {
            affinities.close(connection.client, before, now);
        }
    }

    private void offer(Connection connection, long now, List<Output> out) {
        if (connection.attempts >= settings.connectAttemptsMax()) {
            giveUpOn(connection.member, connection, now, out);
            return;
        }
        connection.attempts++;
        connection.become(Connection.Stage.CONNECTING);
        out.add(new Output.Forward(connection.number, connection.member.member));
    }

    /// The member is healthy but does not take this connection. Another one is asked, once, if the client has no other
    /// connection here that it would be separated from.
    private void giveUpOn(MemberState member, Connection connection, long now, List<Output> out) {
        boolean alone = follow(connection).isEmpty() && affinities.connections(connection.client) <= 1;
        Optional<MemberState> other = alone && !connection.movedOn ? placed(connection.client, now, member)
                : Optional.empty();
        forget(connection, now);
        if (other.isEmpty()) {
            out.add(new Output.Refuse(connection.number, member.member.name() + " takes no connection"));
            return;
        }
        connection.movedOn = true;
        connections.put(connection.number, connection);
        assign(connection, other.get());
        if (!listens(connection, out)) {
            offer(connection, now, out);
        }
    }

    private void connected(long number, List<Output> out) {
        Connection connection = connections.get(number);
        if (connection == null) {
            return;
        }
        if (connection.stage() == Connection.Stage.ORPHANED) {
            // The client starts anew rather than hang on a dying server, or on two.
            connections.remove(number);
            out.add(new Output.Reset(number));
        } else {
            connection.become(Connection.Stage.ESTABLISHED);
        }
    }

    private void joined(long number, int group) {
        Connection connection = connections.get(number);
        if (connection != null && connection.stage() == Connection.Stage.ESTABLISHED && connection.group == null
                && group != 0) {
            connection.group = groups.join(connection.client, group, connection.member);
        }
    }

    /// Waits for the verdict on the member, which is asked for at once, rather than split the client over two.
    private void connectFailed(long number, long now, List<Output> out) {
        Connection connection = connections.get(number);
        if (connection == null) {
            return;
        }
        if (connection.stage() == Connection.Stage.ORPHANED) {
            moveOn(connection, now, out);
        } else {
            connection.become(Connection.Stage.WAITING);
            probe(connection.member, now, out);
        }
    }

    /// Gives a connection that is not established to another member.
    private void moveOn(Connection connection, long now, List<Output> out) {
        leave(connection, now);
        Optional<MemberState> next = choose(connection, now);
        if (next.isEmpty()) {
            connections.remove(connection.number);
            out.add(new Output.Refuse(connection.number, "no member is up"));
            return;
        }
        assign(connection, next.get());
        if (!listens(connection, out)) {
            begin(connection, now, out);
        }
    }

    private void end(long number, boolean byMember, long now, List<Output> out) {
        Connection connection = connections.get(number);
        if (connection == null) {
            return;
        }
        forget(connection, now);
        if (byMember) {
            suspect(connection, now, out);
        }
    }

    private void suspect(@Nullable Connection connection, long now, List<Output> out) {
        if (connection != null && connection.member.health == Health.UP) {
            connection.member.suspect = true;
            probe(connection.member, now, out);
        }
    }

    private void forget(Connection connection, long now) {
        connections.remove(connection.number);
        leave(connection, now);
    }

    private void leave(Connection connection, long now) {
        if (connection.stage() == Connection.Stage.ORPHANED) {
            return;
        }
        connection.member.remove(connection);
        if (connection.binding != null) {
            affinities.close(connection.client, connection.binding, now);
        }
        if (connection.group != null) {
            groups.leave(connection.client, connection.group);
            connection.group = null;
        }
    }
}
