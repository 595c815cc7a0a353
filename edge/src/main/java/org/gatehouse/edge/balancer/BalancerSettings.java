package org.gatehouse.edge.balancer;

import java.time.Duration;

/// Numbers by which a balancer decides.
///
/// @param riseCount successful probes after which a member that was down is up
/// @param fallCount failed probes after which a member is down; they follow each other at once
/// @param probeInterval between probes of one member when nothing is wrong
/// @param slowStart how long a member that came up again gets less than its share
/// @param affinityIdleMax how long a client without connections is remembered
/// @param affinityMax clients remembered at once; the longest unused without connections goes first
/// @param connectionsMax connections at once; more are refused. At most `affinityMax`
/// @param connectAttemptsMax how often one connection is offered to a member
/// @param connectionIdleMax how long a connection may carry nothing: above RPC's waits of five minutes
public record BalancerSettings(int riseCount, int fallCount, Duration probeInterval, Duration slowStart,
        Duration affinityIdleMax, int affinityMax, int connectionsMax, int connectAttemptsMax,
        Duration connectionIdleMax) {
    /// [MS-OXCRPC] 3.3.4.1: EcDoAsyncWaitEx is answered after five minutes at the latest.
    private static final Duration RPC_WAIT = Duration.ofMinutes(5);
    public static final BalancerSettings DEFAULT = new BalancerSettings(2, 2, Duration.ofMillis(500),
            Duration.ofSeconds(30), Duration.ofHours(2), 100_000, 60_000, 3, Duration.ofHours(2));

    /// The same with another idle time.
    public BalancerSettings withConnectionIdleMax(Duration idle) {
        return new BalancerSettings(riseCount, fallCount, probeInterval, slowStart, affinityIdleMax, affinityMax,
                connectionsMax, connectAttemptsMax, idle);
    }

    /// The same with at most so many connections.
    public BalancerSettings withinConnections(int max) {
        return new BalancerSettings(riseCount, fallCount, probeInterval, slowStart, affinityIdleMax, affinityMax,
                Math.min(connectionsMax, max), connectAttemptsMax, connectionIdleMax);
    }

    public BalancerSettings {
        if (riseCount < 1 || fallCount < 1 || connectAttemptsMax < 1 || connectionsMax < 1) {
            throw new IllegalArgumentException("counts of the balancer must be at least 1");
        }
        if (affinityMax < connectionsMax) {
            throw new IllegalArgumentException("affinityMax " + affinityMax + " is below connectionsMax "
                    + connectionsMax + ": every connected client has to be remembered");
        }
        if (connectionIdleMax.compareTo(RPC_WAIT) <= 0) {
            throw new IllegalArgumentException("connectionIdleMax " + connectionIdleMax
                    + " would cut waiting RPC clients: choose more than " + RPC_WAIT);
        }
    }
}
