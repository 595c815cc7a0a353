package org.gatehouse.server.rpc;

import java.time.Duration;

/// Bounds of one listener.
///
/// @param connectionsMax all connections; at the bound the one that is longest without a sign-in has to go
/// @param strangersMax connections on which nobody has signed in; at the bound the longest idle of them has to go
/// @param strangersPerAddressMax the same for one client address
/// @param strangerIdleMax how long such a connection may stay without a whole PDU
/// @param pduTimeMax how long a PDU may take from its first byte to its last
/// @param writeTimeMax how long a peer may leave one of our PDUs unread
/// @param lingerTimeMax how long to listen to a peer after the last word to it
/// @param drainTimeMax how long an orderly stop waits for calls in flight
/// @param quietMin how long a client has said nothing before it is told to go while the server sends clients elsewhere:
/// the next call of one that has just been answered may be under way
/// @param sweepInterval how often the times above are looked at
/// @param callsMax calls in flight over all connections, beside one of each
/// @param outboundBytesMax of answers that wait for one peer, before nothing more is read from it
public record RpcListenerLimits(int connectionsMax, int strangersMax, int strangersPerAddressMax,
        Duration strangerIdleMax, Duration pduTimeMax, Duration writeTimeMax, Duration lingerTimeMax,
        Duration drainTimeMax, Duration quietMin, Duration sweepInterval, int callsMax, int outboundBytesMax) {
    public static final RpcListenerLimits DEFAULT = new RpcListenerLimits(60_000, 20_000, 1_000,
            Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(2),
            Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1), 20_000, 1 << 20);

    /// All calls in flight. A client's wait for events is a call too ([MS-OXCRPC] 3.3.4.1), and when all wait there has
    /// to be room for those that do something.
    int callsInAllMax() {
        return connectionsMax + callsMax;
    }

    /// The same with another bound of connections.
    public RpcListenerLimits withConnectionsMax(int max) {
        return new RpcListenerLimits(max, Math.min(strangersMax, max), strangersPerAddressMax, strangerIdleMax,
                pduTimeMax, writeTimeMax, lingerTimeMax, drainTimeMax, quietMin, sweepInterval, callsMax,
                outboundBytesMax);
    }
}
