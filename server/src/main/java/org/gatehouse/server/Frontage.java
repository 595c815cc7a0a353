package org.gatehouse.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.directory.ldap.LdapFront;
import org.gatehouse.directory.ldap.LdapSignIn;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.dns.OwnZone;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.server.admin.AdminListener;
import org.gatehouse.server.admin.AdminSocket;
import org.gatehouse.server.edge.BalancerLimits;
import org.gatehouse.server.edge.BalancerServer;
import org.gatehouse.server.edge.DnsServer;
import org.gatehouse.server.edge.ProxyPreamble;
import org.gatehouse.server.rpc.ConnectionPreamble;
import org.gatehouse.shell.Administration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stands in front of a node's servers: LDAP, DNS, the balancer, the administrators' doors. Closed in reverse order.
public final class Frontage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Frontage.class);
    private static final Duration PROBE_TIME_MAX = Duration.ofSeconds(1);

    private final Deque<Closeable> parts = new ArrayDeque<>();
    private final OwnZone zone;
    private final Set<InetAddress> balancers = ConcurrentHashMap.newKeySet();

    private Frontage(OwnZone zone) {
        this.zone = zone;
    }

    /// Where the directory's host answers.
    public record Addresses(String fqdn, InetAddress address, int dns, int ldap, int ldaps, int admin) {}

    /// Starts LDAP, DNS and the administrators' doors of a node.
    public static Frontage open(Node node, Addresses at) throws IOException {
        DirectoryPart directory = node.directory();
        OwnZone zone = OwnZone.open(directory.layout().domain(), at.fqdn(), at.address(), new ZoneFile(node.folder().zoneFile()));
        var frontage = new Frontage(zone);
        try {
            SSLContext tls = directory.certificate(List.of(at.fqdn()), List.of(at.address())).serverContext();
            frontage.parts.push(DnsServer.open(new InetSocketAddress(at.address(), at.dns()), zone)::close);
            var signIn = new LdapSignIn(directory.directory(), directory.credentials(), directory.failedSignIns(),
                    directory.addressBook()::isOrganizationAdministrator);
            LdapFront ldap = LdapFront.start(LdapFront.Settings.of(at.address(), at.ldap(), at.ldaps(),
                    at.address().isLoopbackAddress()), directory.directory(), directory.layout(), signIn, tls);
            frontage.parts.push(ldap::close);
            Administration administration = node.administration(zone, "");
            frontage.parts.push(AdminSocket.open(node.folder().root(), administration));
            frontage.parts.push(AdminListener.open(new InetSocketAddress(at.address(), at.admin()), tls,
                    new AdminListener.SignIn(directory.credentials(), directory.failedSignIns(),
                            directory.addressBook()::isOrganizationAdministrator), administration));
            return frontage;
        } catch (IOException | RuntimeException failed) {
            frontage.close();
            throw failed;
        }
    }

    /// Where host records are published.
    public RecordPublisher records() {
        return zone;
    }

    /// Believes the PROXY headers of this frontage's balancers.
    public ConnectionPreamble preamble() {
        return (socket, in) -> new ProxyPreamble(balancers).read(socket, in);
    }

    /// A balancer that checks its members as a client would: a TCP connection and an RPC bind to EMSMDB.
    public void balance(InetAddress address, Map<String, InetAddress> members, List<Integer> ports, int probedPort)
            throws IOException {
        BalancerServer balancer = BalancerServer.open(address, ports, BalancerSettings.DEFAULT, BalancerLimits.DEFAULT,
                rpcBind(probedPort));
        parts.push(balancer::close);
        balancers.add(address);
        members.forEach((name, member) -> balancer.add(new Member(name, member)));
    }

    private static HealthProbe rpcBind(int port) {
        return member -> RpcConnection.open(RpcConnection.Target.anonymous(
                new InetSocketAddress(member.address(), port), MapiSession.SERVICE), PROBE_TIME_MAX).close();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException failed) {
                LOG.warn("closing: {}", failed.getMessage());
            }
        }
    }
}
