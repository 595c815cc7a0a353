package org.gatehouse.server.edge;

import java.time.Duration;

/// Bounds of a balancer's sockets.
///
/// @param connectTimeMax how long a member may take to accept a connection
/// @param probeTimeMax how long a probe may take before the member counts as failing. A dead process refuses at once;
/// this is for one that hangs, and longer than a machine under a flood takes
/// @param listenTimeMax how long a client may take to say the first words that tell where it belongs
/// @param lingerTimeMax how long a client may take its time to close after its member has
/// @param tickInterval how often the balancer looks at its clock; below its probe interval
/// @param backlog connections that wait to be accepted, per port
public record BalancerLimits(Duration connectTimeMax, Duration probeTimeMax, Duration listenTimeMax,
        Duration lingerTimeMax, Duration tickInterval, int backlog) {
    public static final BalancerLimits DEFAULT = new BalancerLimits(Duration.ofSeconds(2), Duration.ofSeconds(3),
            Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(100), 1024);
}
