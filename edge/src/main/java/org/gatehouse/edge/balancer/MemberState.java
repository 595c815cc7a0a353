package org.gatehouse.edge.balancer;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a balancer knows of one member.
final class MemberState {
    /// The least part of its share that a starting member gets.
    private static final double START_SHARE_MIN = 0.05;

    final Member member;
    Health health = Health.UNKNOWN;
    boolean draining;
    int clients;
    /// In the order of arrival, so that a replay does the same.
    private final Map<Long, Connection> connections = new LinkedHashMap<>();
    /// Those that wait for a verdict, so that a probe does not look at all the others.
    private final Map<Long, Connection> waiting = new LinkedHashMap<>();
    /// How many established ones each client has.
    private final Map<InetAddress, Integer> established = new HashMap<>();
    int successes;
    int failures;
    boolean probing;
    /// Something went wrong and no probe has said yet that it was nothing: new connections wait for the verdict.
    boolean suspect;
    /// Something went wrong while a probe was under way, which may have looked before that.
    boolean probeAgain;
    long probedAt = Long.MIN_VALUE / 2;
    /// When slow start began; far back for a member that was up from the beginning.
    long risenAt = Long.MIN_VALUE / 2;

    MemberState(Member member) {
        this.member = member;
    }

    boolean takesConnections() {
        return health == Health.UP && !draining;
    }

    /// Load in relation to what the member should have now.
    double load(long now, long slowStartMillis) {
        double grown = slowStartMillis == 0 ? 1 : (double) (now - risenAt) / slowStartMillis;
        return (connections.size() + 1) / Math.clamp(grown, START_SHARE_MIN, 1.0);
    }

    /// In the order of arrival.
    Collection<Connection> connections() {
        return connections.values();
    }

    void add(Connection connection) {
        connections.put(connection.number, connection);
        entered(connection);
    }

    void remove(Connection connection) {
        if (connections.remove(connection.number, connection)) {
            left(connection);
        }
    }

    /// It has come to a stage.
    void entered(Connection connection) {
        switch (connection.stage()) {
            case WAITING -> waiting.put(connection.number, connection);
            case ESTABLISHED -> established.merge(connection.client, 1, Integer::sum);
            case LISTENING, CONNECTING, ORPHANED -> { }
        }
    }

    /// It leaves the stage that it was in.
    void left(Connection connection) {
        switch (connection.stage()) {
            case WAITING -> waiting.remove(connection.number);
            case ESTABLISHED -> established.computeIfPresent(connection.client,
                    (_, count) -> count > 1 ? count - 1 : null);
            case LISTENING, CONNECTING, ORPHANED -> { }
        }
    }

    List<Connection> waiting() {
        return List.copyOf(waiting.values());
    }

    boolean hasEstablished(InetAddress client) {
        return established.containsKey(client);
    }

    MemberView view() {
        return new MemberView(member, health, draining, connections.size(), clients);
    }
}
