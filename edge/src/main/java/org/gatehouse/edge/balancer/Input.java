package org.gatehouse.edge.balancer;

import java.net.InetAddress;

/// What happens to a balancer. Connections are numbered by whoever accepts them.
public sealed interface Input {
    /// Time passed; comes several times per probe interval.
    record Tick() implements Input {}

    record MemberAdded(Member member) implements Input {}

    /// The member leaves the array; its connections are reset.
    record MemberRemoved(String member) implements Input {}

    /// The member keeps its connections and gets no new ones but those of sessions that it has.
    record DrainBegun(String member) implements Input {}

    record DrainEnded(String member) implements Input {}

    /// The answer to [Output.Probe].
    record ProbeAnswered(String member, boolean healthy) implements Input {}

    record ConnectionArrived(long connection, InetAddress client) implements Input {}

    /// The answer to [Output.Listen].
    ///
    /// @param group see [FirstWords#asked]; 0 too when the client says nothing for too long
    record Heard(long connection, int group) implements Input {}

    /// The member took the connection that it was offered by [Output.Forward].
    record Connected(long connection) implements Input {}

    /// The member's first words, which the client has not heard yet, took the connection into an association group.
    ///
    /// @param group see [FirstWords#joined]
    record Joined(long connection, int group) implements Input {}

    /// The member did not take it.
    record ConnectFailed(long connection) implements Input {}

    /// The member stopped sending while the client did not: that may mean that it died.
    record MemberStopped(long connection) implements Input {}

    /// The connection is over.
    ///
    /// @param byMember the member reset it, which may mean that it died
    record Ended(long connection, boolean byMember) implements Input {}
}
