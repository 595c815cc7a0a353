package org.gatehouse.edge.balancer;

import java.util.LinkedHashMap;
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
    final Map<Long, Connection> connections = new LinkedHashMap<>();
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

    MemberView view() {
        return new MemberView(member, health, draining, connections.size(), clients);
    }
}
