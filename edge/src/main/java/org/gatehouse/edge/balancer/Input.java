package org.gatehouse.edge.balancer;

import java.net.InetAddress;

/// What happens to a balancer. Connections are numbered by whoever accepts them.
public sealed interface Input {
    /// Time passed; comes several times per probe interval.
    record Tick() implements Input {}

    record MemberAdded(Member member) implements Input {}

    /// The member leaves the array; its connections are reset.
    record MemberRemoved(String member) implements Input {}

    /// The member keeps its connections and gets no new ones.
    record DrainBegun(String member) implements Input {}

    record DrainEnded(String member) implements Input {}

    /// The answer to [Output.Probe].
    record ProbeAnswered(String member, boolean healthy) implements Input {}

    record ConnectionArrived(long connection, InetAddress client) implements Input {}

    /// The member took the connection that it was offered by [Output.Forward].
    record Connected(long connection) implements Input {}

    /// The member did not take it.
    record ConnectFailed(long connection) implements Input {}

    /// The member stopped sending while the client did not: that may mean that it died.
    record MemberStopped(long connection) implements Input {}

    /// The connection is over.
    ///
    /// @param byMember the member reset it, which may mean that it died
    record Ended(long connection, boolean byMember) implements Input {}
}
