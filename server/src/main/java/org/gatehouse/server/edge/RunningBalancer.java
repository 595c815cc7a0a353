package org.gatehouse.server.edge;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;

/// A balancer of this process, whoever carries its bytes.
public sealed interface RunningBalancer extends AutoCloseable permits BalancerServer, KernelBalancer {
    /// Where clients connect.
    InetAddress arrayAddress();

    /// Adds a member; it gets connections once a probe has succeeded.
    void add(Member member);

    /// Removes a member and resets its connections.
    void remove(String member);

    /// Lets a member keep its connections but gives it no new clients.
    void drain(String member);

    void endDrain(String member);

    /// The members as they stand.
    List<MemberView> members();

    boolean hasMember(InetAddress address);

    /// What keeps it from balancing, whoever the members are; empty as long as nothing does.
    Optional<String> ailment();

    @Override
    void close();
}
