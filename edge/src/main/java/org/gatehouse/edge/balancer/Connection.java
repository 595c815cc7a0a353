package org.gatehouse.edge.balancer;

import java.net.InetAddress;

/// One client connection and the member it was given to.
final class Connection {
    enum Stage {
        /// Offered to the member.
        CONNECTING,
        /// The member did not take it; whether it is alive is being found out.
        WAITING,
        ESTABLISHED,
        /// Offered to a member that went down meanwhile and no longer counts it.
        ORPHANED
    }

    final long number;
    final InetAddress client;
    MemberState member;
    Stage stage = Stage.CONNECTING;
    int attempts;
    /// A healthy member did not take it and another was asked.
    boolean movedOn;

    Connection(long number, InetAddress client, MemberState member) {
        this.number = number;
        this.client = client;
        this.member = member;
    }
}
