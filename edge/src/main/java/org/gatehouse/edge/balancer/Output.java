package org.gatehouse.edge.balancer;

/// What a balancer wants done.
public sealed interface Output {
    /// What is decided about one connection.
    sealed interface OfConnection extends Output {}

    /// Read what the client says first, and keep it for the member; answered by [Input.Heard].
    record Listen(long connection) implements OfConnection {}

    /// Connect the client to the member; answered by [Input.Connected] or [Input.ConnectFailed].
    record Forward(long connection, Member member) implements OfConnection {}

    /// Reset a client that nobody serves. The connection is over; no [Input.Ended] follows.
    record Refuse(long connection, String reason) implements OfConnection {}

    /// Reset both sides of an established connection, so that the client comes again at once. It is over too.
    record Reset(long connection) implements OfConnection {}

    /// Probe the member now; answered by [Input.ProbeAnswered].
    record Probe(Member member) implements Output {}

    /// For logs.
    record HealthChanged(String member, Health health, int connectionsLost) implements Output {}
}
