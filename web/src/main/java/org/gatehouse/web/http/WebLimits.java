package org.gatehouse.web.http;

import java.time.Duration;

/// Bounds of one web server.
///
/// @param connectionsMax all connections; at the bound the longest idle one without a sign-in has to go
/// @param strangersMax connections on which nobody has signed in; at the bound the longest idle of them has to go
/// @param strangersPerAddressMax the same for one client address
/// @param headBytesMax of a request line with its header fields; beyond it the client gets 431
/// @param handshakeTimeMax from the first byte to the end of the TLS handshake
/// @param headTimeMax how long a request may take from its first byte to the end of its header
/// @param bodyPauseMax how long a client may leave a body, or our answer, without going on
/// @param bodyBytesPerSecondMin how fast a body has to come, after a first [#bodyPauseMax]
/// @param idleMax how long a connection may wait for its next request
/// @param strangerIdleMax the same where nobody has signed in
/// @param endlessPauseMax how long an endless body may pause; longer than the client's keep-alive interval
/// @param drainTimeMax how long an orderly stop waits for requests in flight
/// @param sweepInterval how often the times above are looked at
/// @param drainedBodyMax a body up to this length is read over after a refusal, so that the connection can be kept
/// @param requestsMax requests in flight over all connections; beyond it clients get 503
public record WebLimits(int connectionsMax, int strangersMax, int strangersPerAddressMax, int headBytesMax,
        Duration handshakeTimeMax, Duration headTimeMax, Duration bodyPauseMax, int bodyBytesPerSecondMin,
        Duration idleMax, Duration strangerIdleMax, Duration endlessPauseMax, Duration drainTimeMax,
        Duration sweepInterval, int drainedBodyMax, int requestsMax) {
    /// Headers have room for a Kerberos ticket of 48,000 bytes in base64, the most that Windows makes.
    public static final WebLimits DEFAULT = new WebLimits(60_000, 20_000, 1_000, 72 * 1024, Duration.ofSeconds(20),
            Duration.ofSeconds(30), Duration.ofSeconds(30), 240, Duration.ofMinutes(15), Duration.ofSeconds(120),
            Duration.ofMinutes(20), Duration.ofSeconds(2), Duration.ofSeconds(1), 64 * 1024, 40_000);

    /// The same with another bound of connections.
    public WebLimits withConnectionsMax(int max) {
        return new WebLimits(max, Math.min(strangersMax, max), strangersPerAddressMax, headBytesMax, handshakeTimeMax,
                headTimeMax, bodyPauseMax, bodyBytesPerSecondMin, idleMax, strangerIdleMax, endlessPauseMax,
                drainTimeMax, sweepInterval, drainedBodyMax, requestsMax);
    }
}
