package org.gatehouse.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.directory.ldap.LdapFront;
import org.gatehouse.directory.ldap.LdapSignIn;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.server.admin.AdminSocket;
import org.gatehouse.server.edge.BalancerLimits;
import org.gatehouse.server.edge.BalancerServer;
import org.gatehouse.server.edge.ProxyPreamble;
import org.gatehouse.server.rpc.ConnectionPreamble;

/// What stands in front of a node's servers: LDAP, DNS, the balancer, the administrators' doors. Closed in reverse order.
public final class Frontage implements AutoCloseable {
    private static final Duration PROBE_TIME_MAX = Duration.ofSeconds(1);

    private final Deque<Closeable> parts = new ArrayDeque<>();

    /// A balancer that checks its members as a client would: a TCP connection and an RPC bind to EMSMDB.
    public void balance(InetAddress address, Map<String, InetAddress> members, List<Integer> ports, int probedPort)
            throws IOException {
        BalancerServer balancer = BalancerServer.open(address, ports, BalancerSettings.DEFAULT, BalancerLimits.DEFAULT,
                rpcBind(address, probedPort));
        parts.push(balancer::close);
        members.forEach((name, member) -> balancer.add(new Member(name, member)));
    }

    private static HealthProbe rpcBind(InetAddress from, int port) {
        return member -> RpcConnection.open(RpcConnection.Target.anonymous(
                new InetSocketAddress(member.address(), port), MapiSession.SERVICE), PROBE_TIME_MAX).close();
    }
}
